import { distance } from 'fastest-levenshtein'

const NEAR = 2

/** Words that are a slip or two away, the nearest first; of short words most of the letters must be right. */
export const nearestWords = (word: string, choices: readonly string[]): string[] =>
  choices
    .map((choice) => ({ choice, slips: distance(word.toLowerCase(), choice) }))
    .filter(({ slips, choice }) => slips <= Math.min(NEAR, Math.floor(Math.min(word.length, choice.length) / 2)))
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ choice }) => choice)
