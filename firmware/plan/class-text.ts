import type { ExplainedLink, Explanation } from './link-why.ts'

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`

/** What is told of a choice, wherever it was made. */
type Told = Pick<Explanation, 'trafficClass' | 'verdict'> & {
  link?: string | undefined
  candidates: readonly (Omit<ExplainedLink, 'parts'> & {
    parts: readonly { name: string; points: number; text: string }[]
  })[]
}

/** The choice for people: the verdict, then each candidate with the parts of its score and what would change it. */
export const whyLines = ({ trafficClass, link, verdict, candidates }: Told): string[] => [
  `${trafficClass}: ${link ?? 'no link'}; ${verdict}`,
  ...candidates.flatMap((candidate) => [
    `${candidate.isChosen ? '→' : ' '} ${candidate.link}: ${candidate.score.toFixed(1)} points`,
    ...candidate.parts.map(({ name, points, text }) => `    ${signed(points).padStart(7)}  ${name}: ${text}`),
    `    would change it: ${candidate.wouldChange}`,
  ]),
]
