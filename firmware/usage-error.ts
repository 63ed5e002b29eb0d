/** Something that the person who called can mend: one line for stderr, exit status 2, nothing started. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UsageError'
  }
}
