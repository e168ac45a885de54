import ModelHost

extension RuntimeEnvironment {
    /// The folder of the model's files: `--model_dir`, else `MODEL_DIR`, else where the image has them.
    var modelDirectory: String { arguments["model_dir"] ?? self["MODEL_DIR"] ?? "/models" }
}
