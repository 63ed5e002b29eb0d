/** Coaches swing on their springs at 0.5 to 1 Hz: what turns is drawn back by so much of its rate in a second, 1/s². */
export const SPRINGS_PER_S2 = (2 * Math.PI * 0.75) ** 2

/** How a tilt moves: its rate and how that changes, in one unit of angle, a second and a second squared. */
export interface Swing {
  ratePerS: number
  changePerS2: number
}

/** How far a swinging coach turns in some tenths of a second: the rate changes, and springs draw back. */
export const swungBy = ({ ratePerS, changePerS2 }: Swing, seconds: number): number =>
  (ratePerS + (changePerS2 / 2 - (SPRINGS_PER_S2 * ratePerS * seconds) / 6) * seconds) * seconds

/** How it moves then. */
export const swungOn = ({ ratePerS, changePerS2 }: Swing, seconds: number): Swing => ({
  ratePerS: ratePerS + (changePerS2 - (SPRINGS_PER_S2 * ratePerS * seconds) / 2) * seconds,
  changePerS2: changePerS2 - SPRINGS_PER_S2 * ratePerS * seconds,
})
