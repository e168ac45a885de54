/// Something that a build tells while it runs; values, so that any drawing of them can be tested without a terminal.
public enum BuildEvent: Hashable, Sendable {
    /// A step began; `title` says what it does, for example `compiling DigitsClassifier`.
    case began(BuildStep, title: String)
    /// A step has come to piece `done` of `total`; `detail` names the piece, for example a module.
    case advanced(BuildStep, done: Int, total: Int, detail: String)
    /// A step ended well; `summary` says what came of it.
    case ended(BuildStep, summary: String, duration: Duration)
    /// A blob goes to a registry or comes from one; transfers go side by side, and may outlive the step that began them.
    case transfer(Transfer)
    /// Something a user should know that is no error, for example that another build is being waited for.
    case note(String)
}
