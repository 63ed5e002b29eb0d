import type { Territory } from '../../firmware/domain/territory.ts'

/** Two degrees by two about Astana, in which tests may transmit. */
export const licence: Territory = {
  id: 'test',
  name: 'around Astana',
  accuracyM: 1_000,
  rings: [
    [
      { latDeg: 50, lonDeg: 70 },
      { latDeg: 50, lonDeg: 72 },
      { latDeg: 52, lonDeg: 72 },
      { latDeg: 52, lonDeg: 70 },
      { latDeg: 50, lonDeg: 70 },
    ],
  ],
}
