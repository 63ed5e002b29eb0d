import { type Command, Option } from 'commander'
import { parseModeLength } from '../arguments.ts'
import { asking, collect, STATE_FOLDER } from './common-options.ts'
import { type Ending, lazily, wantSubcommand } from './ending.ts'

/** `why`. */
export const addWhy = (program: Command, ending: Ending): void => {
  asking(program.command('why').description('Why a class of traffic is on its link, and what would change that.'))
    .argument('<class>', 'emergency, operations, cctv, passenger-paid, passenger or maintenance')
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/why.ts')).why, ending))
}

/** `outage announce`, `show` and `cancel`. */
export const addOutage = (program: Command, ending: Ending): void => {
  const outage = program.command('outage').description('Outages of links that people know of beforehand.')
  asking(outage.command('announce').description('Traffic leaves the link before it, where another is better.'))
    .argument('<link>', 'the link, as the train’s file names it')
    .requiredOption('--by <name>', 'who says so')
    .requiredOption('--cause <text>', 'why it will be out')
    .addOption(new Option('--in <duration>', 'how long from now').argParser(parseModeLength).default(0, 'now'))
    .addOption(new Option('--for <duration>', 'how long it lasts').argParser(parseModeLength).default(300_000, '5m'))
    .action(lazily(async () => (await import('../commands/outage.ts')).outageAnnounce, ending))
  asking(outage.command('show').description('What is announced and not over.'))
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/outage.ts')).outageShow, ending))
  asking(outage.command('cancel').description('Takes back what somebody announced of a link.'))
    .argument('<link>', 'the link, as the train’s file names it')
    .requiredOption('--by <name>', 'who announced it')
    .action(lazily(async () => (await import('../commands/outage.ts')).outageCancel, ending))
  wantSubcommand(outage)
}

/** `usage show`. */
export const addUsage = (program: Command, ending: Ending): void => {
  const usage = program.command('usage').description('What links have carried of their budgets.')
  asking(usage.command('show').description('By link and class: bytes, budget and cost, this month and before.'))
    .option('--json', 'as one JSON object')
    .action(lazily(async () => (await import('../commands/usage.ts')).usageShow, ending))
  wantSubcommand(usage)
}

/** `coverage export`. */
export const addCoverage = (program: Command, ending: Ending): void => {
  const coverage = program
    .command('coverage')
    .description('What links are like along the lines, as the train learnt it.')
  coverage
    .command('export')
    .description('The coverage map as GeoJSON on stdout: a line string for each link, 500 m and direction.')
    .option(
      '--state <dir>',
      `the state folder of the train, or of several to merge (default: "${STATE_FOLDER}")`,
      collect,
    )
    .action(lazily(async () => (await import('../commands/coverage.ts')).coverageExport, ending))
  wantSubcommand(coverage)
}
