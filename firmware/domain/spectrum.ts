import FFT from 'fft.js'

/** One-sided power spectral density at equal steps of frequency from 0 on. */
export interface Spectrum {
  stepHz: number
  /** Square of the signal's unit for each hertz. */
  densityPerHz: readonly number[]
}

/** Hann window, and the power that it leaves. */
const hann = (size: number): { weights: Float64Array; power: number } => {
  const weights = Float64Array.from({ length: size }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / size))
  return { weights, power: weights.reduce((sum, weight) => sum + weight * weight, 0) }
}

const meanOf = (samples: ArrayLike<number>, from: number, size: number): number => {
  let sum = 0
  for (let at = from; at < from + size; at++) sum += samples[at] as number
  return sum / size
}

/** The mean spectrum of samples; `undefined` when there are fewer than one window. */
export type Spectrometer = (samples: ArrayLike<number>, rateHz: number) => Spectrum | undefined

/** By the mean of half-overlapping Hann windows of `size` samples, a power of two, each less its own mean (Welch 1967). */
export const welch = (size = 256): Spectrometer => {
  const fft = new FFT(size)
  const { weights, power } = hann(size)
  const output = fft.createComplexArray()
  const windowed = new Float64Array(size)
  const add = (squares: number[], samples: ArrayLike<number>, from: number): void => {
    const mean = meanOf(samples, from, size)
    for (let at = 0; at < size; at++) windowed[at] = ((samples[from + at] as number) - mean) * (weights[at] as number)
    fft.realTransform(output, windowed)
    for (let bin = 0; bin <= size / 2; bin++) {
      const square = (output[2 * bin] as number) ** 2 + (output[2 * bin + 1] as number) ** 2
      squares[bin] = (squares[bin] as number) + square
    }
  }
  return (samples, rateHz) => {
    if (samples.length < size) return undefined
    const squares = new Array<number>(size / 2 + 1).fill(0)
    let windows = 0
    for (let from = 0; from + size <= samples.length; from += size / 2) {
      add(squares, samples, from)
      windows++
    }
    const scale = 1 / (power * rateHz * windows)
    const densityPerHz = squares.map((square, bin) => (bin === 0 || bin === size / 2 ? 1 : 2) * scale * square)
    return { stepHz: rateHz / size, densityPerHz }
  }
}

/** Root mean square of what lies in a band, in the signal's unit; bins count by the share of them that is inside. */
export const bandRms = ({ stepHz, densityPerHz }: Spectrum, [lowHz, highHz]: readonly [number, number]): number => {
  const first = Math.max(0, Math.floor(lowHz / stepHz - 0.5))
  const last = Math.min(densityPerHz.length - 1, Math.ceil(highHz / stepHz + 0.5))
  let square = 0
  for (let bin = first; bin <= last; bin++) {
    const insideHz = Math.min(highHz, (bin + 0.5) * stepHz) - Math.max(lowHz, (bin - 0.5) * stepHz)
    if (insideHz > 0) square += (densityPerHz[bin] as number) * insideHz
  }
  return Math.sqrt(square)
}
