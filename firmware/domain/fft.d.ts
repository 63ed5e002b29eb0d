/** fft.js 4.0.4, the part that is used here. */
declare module 'fft.js' {
  class FFT {
    /** A power of two above 1. */
    constructor(size: number)
    createComplexArray(): number[]
    /** Fills the first half of the spectrum, real and imaginary parts in turn. */
    realTransform(output: number[], input: ArrayLike<number>): void
  }
  export = FFT
}
