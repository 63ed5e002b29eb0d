/** What a test run came to: AVA's own totals, plus the titles of tests that only waited for `../shared`. */
export type TestTotals = {
  passed: number
  failed: number
  /** AVA's skipped, todo and known-failing tests: none is allowed where `CI=true`. */
  skipped: number
  /** Titles of the tests whose data is not here; they count as skipped and are allowed. */
  waiting: string[]
}

/** What a line of AVA's totals adds; how many passed it tells only when none failed, so ticks are counted instead. */
const total = (line: string): ['failed' | 'skipped', number] | undefined => {
  const found = /^\s*(\d+) (?:tests? )?(failed|skipped|todo|known failure|uncaught exception|unhandled)/.exec(line)
  if (!found) return undefined
  const count = Number(found[1])
  return /skipped|todo|known/.test(found[2] ?? '') ? ['skipped', count] : ['failed', count]
}

/** Where the totals begin: AVA closes the list of tests with a line that holds only a rule. */
const totalsStart = (lines: readonly string[]): number => lines.findLastIndex((line) => /^\s*─+\s*$/.test(line)) + 1

const waitingTitle = (line: string): string[] => {
  const found = /^\s*[✔√] (.* \(needs \.\.\/shared\/\S+, not here\))/.exec(line)
  return found?.[1] ? [found[1]] : []
}

/** Reads the totals from AVA's default output without colours; a run that failed without totals counts as one failure. */
export const readTotals = (output: string, exitStatus: number): TestTotals => {
  const lines = output.split('\n')
  const waiting = lines.flatMap(waitingTitle)
  const counts = { failed: 0, skipped: 0 }
  for (const line of lines.slice(totalsStart(lines))) {
    const [kind, count] = total(line) ?? []
    if (kind && count !== undefined) counts[kind] += count
  }
  const failed = counts.failed === 0 && exitStatus !== 0 ? 1 : counts.failed
  const passed = lines.filter((line) => /^\s*[✔√] /.test(line)).length - waiting.length
  return { passed, failed, skipped: counts.skipped, waiting }
}

/** The one line that ends every run: `12 passed, 0 failed, 1 skipped`. */
export const totalsLine = (totals: TestTotals): string =>
  `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped + totals.waiting.length} skipped`
