/// A failure that a layer below the retries has seen, and that another try may mend; `error` is what to tell when there
/// is none.
struct TransientAnswer: Error {
    let cause: RetryCause
    let error: RegistryError
}
