import { distance } from 'fastest-levenshtein'

const NEAR = 2

/** Words that are a slip or two away, the nearest first. */
export const nearestWords = (word: string, choices: readonly string[]): string[] =>
  choices
    .map((choice) => ({ choice, slips: distance(word.toLowerCase(), choice) }))
    .filter(({ slips, choice }) => slips <= Math.min(NEAR, Math.ceil(choice.length / 2)))
    .sort((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ choice }) => choice)
