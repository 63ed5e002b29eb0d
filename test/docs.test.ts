import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'
import { consolePage } from '../deploy/dev/console-page.ts'
import { trainFilePage } from '../deploy/dev/train-file/page.ts'
import { commands } from '../firmware/bus/commands.ts'
import { serviceNames } from '../firmware/bus/services.ts'
import { topics } from '../firmware/bus/topics.ts'
import { parseConfig } from '../firmware/config/read-config.ts'
import { boards } from '../hardware/boards/index.ts'
import { faultCatalogue } from '../hardware/twin/faults.ts'
import { brokenLinks, commandsOf, lostFiles, pages, tableOf, textOf } from './markdown.ts'

const projectRoot = join(import.meta.dirname, '..')
const OURS = 'npm run -s steppelink -- '

const steppelink = async (...args: string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, ['firmware/main.ts', ...args], { cwd: projectRoot })).stdout

const optionsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z]+(?:-[a-z]+)*/g)].map(([option]) => option)

test('every relative link of every page leads somewhere', (t) => {
  for (const page of pages) t.deepEqual(brokenLinks(page), [], page)
})

test('every file that a page names is there', (t) => {
  for (const page of pages) t.deepEqual(lostFiles(page), [], page)
})

test('every decision has a number of its own, which its title repeats', (t) => {
  const files = readdirSync(join(projectRoot, 'docs', 'decisions'))
  const numbers = files.map((file) => file.slice(0, 4))
  t.deepEqual(numbers, [...new Set(numbers)])
  for (const file of files) t.is(textOf(`docs/decisions/${file}`).slice(2, 6), file.slice(0, 4), file)
})

test('commands in the pages exist with their options', async (t) => {
  const shown = pages.flatMap(commandsOf).filter((line) => line.startsWith(OURS))
  const helps = new Map<string, string>()
  for (const line of shown) {
    const command =
      /^(audit \w+|config check|coverage \w+|depot \w+|elements \w+|emergency \w+|gnss decode|journey \w+|lockout \w+|modem \w+|mute \w+|network \w+|outage \w+|starlink [\w-]+|stow \w+|text \w+|transmissions \w+|usage \w+|\w+)/.exec(
        line.slice(OURS.length),
      )?.[0] ?? ''
    const help = helps.get(command) ?? (await steppelink(...command.split(' '), '--help'))
    helps.set(command, help)
    t.true(help.startsWith(`Usage: steppelink ${command} `), line)
    for (const option of optionsIn(line.slice(OURS.length)))
      t.true(optionsIn(help).includes(option), `${line}: ${option}`)
  }
  t.deepEqual([...helps.keys()].sort(), [
    'audit verify',
    'config check',
    'coverage export',
    'depot answer',
    'depot key',
    'depot users',
    'elements import',
    'elements show',
    'emergency cancel',
    'emergency raise',
    'emergency show',
    'gnss decode',
    'hub',
    'journey clear',
    'journey set',
    'journey show',
    'lockout forget',
    'lockout off',
    'lockout on',
    'lockout show',
    'look',
    'mode',
    'modem reset',
    'modem search',
    'modem show',
    'mute show',
    'network remove',
    'network show',
    'outage announce',
    'outage cancel',
    'outage show',
    'plan',
    'ride',
    'run',
    'starlink clear-map',
    'starlink diagnostics',
    'starlink map',
    'starlink reboot',
    'starlink show',
    'starlink stow',
    'starlink unstow',
    'stow off',
    'stow on',
    'stow show',
    'stow wind',
    'text audit',
    'text order',
    'text send',
    'text show',
    'transmissions export',
    'transmissions order',
    'transmissions verify',
    'twin',
    'usage show',
    'why',
  ])
})

/** What a page that is made lacks, and what it has that is no more. */
const standing = (page: string, made: string): { behind: string[]; gone: string[] } => {
  const [lines, wanted] = [textOf(page).split('\n'), made.split('\n')]
  return {
    behind: wanted.filter((line) => !lines.includes(line)),
    gone: lines.filter((line) => !wanted.includes(line)),
  }
}

for (const [page, make] of [
  ['docs/train-file.md', trainFilePage],
  ['docs/console.md', consolePage],
] as const)
  test(`${page} says what the code says: npm run docs makes it anew`, (t) => {
    t.deepEqual(standing(page, make()), { behind: [], gone: [] }, `run \`npm run docs\`, and commit ${page}`)
  })

test('npm scripts in the pages exist', (t) => {
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }
  for (const line of pages.flatMap(commandsOf)) {
    const script = /^npm (?:run (?:-s )?([\w:]+)|(start|test))/.exec(line)
    if (script) t.true((script[1] ?? script[2] ?? '') in scripts, line)
  }
})

test('the options of a ride are those of its help', async (t) => {
  const own = (options: string[]): string[] => [...new Set(options)].filter((option) => option !== '--help').sort()
  const help = own(
    [...(await steppelink('ride', '--help')).matchAll(/^ {2}(--[a-z]+(?:-[a-z]+)*)/gm)].map(([, name]) => name ?? ''),
  )
  t.deepEqual(own(tableOf('docs/ride.md', 'option').map(([option = '']) => option)), help)
})

const holdText = ({ defaultMs, isMomentary }: (typeof faultCatalogue)[number]): string => {
  if (isMomentary) return 'once'
  return defaultMs > 60_000 ? `${defaultMs / 60_000} min` : `${defaultMs / 1_000} s`
}

test('the faults of a ride are those of the catalogue', (t) => {
  const listed = faultCatalogue.map((kind) => [kind.name, kind.summary, holdText(kind)])
  t.deepEqual(tableOf('docs/ride.md', 'fault'), listed)
})

/** Paths of a summary, with a name for the keys of a record of links, classes or devices. */
const fieldsOf = (summary: Record<string, unknown>): string[] => {
  const keyOf: Readonly<Record<string, string>> = { links: 'NAME', service: 'CLASS', devices: 'NAME' }
  const paths = Object.entries(summary).flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [name]
    const key = keyOf[name]
    if (!key) return Object.keys(value).map((inner) => `${name}.${inner}`)
    return Object.values(value).flatMap((record) => Object.keys(record).map((inner) => `${name}.${key}.${inner}`))
  })
  return [...new Set(paths)].sort()
}

test('the fields of a summary are those of a ride', async (t) => {
  const summary = JSON.parse(await steppelink('ride', '--speed', 'max', '--for', '3s', '--json')) as Record<
    string,
    unknown
  >
  t.deepEqual(
    tableOf('docs/ride.md', 'field')
      .map(([field = '']) => field)
      .sort(),
    fieldsOf(summary),
  )
})

const secondsText = (durationMs: number): string => (Number.isFinite(durationMs) ? `${durationMs / 1_000} s` : 'never')

test('the topics of the bus page are those of the code', (t) => {
  const perService = (cells: string[]): string[][] =>
    cells[1] === 'SERVICE' ? serviceNames.map((name) => cells.map((cell) => cell.replace('SERVICE', name))) : [cells]
  const documented = tableOf('docs/bus.md', 'topic').flatMap(perService)
  const built = Object.entries(topics).map(([name, { writer, nominalRateHz, staleAfterMs }]) => [
    name,
    writer,
    String(nominalRateHz),
    secondsText(staleAfterMs),
  ])
  t.deepEqual(documented.map((cells) => cells.slice(0, 4)).sort(), built.sort())
  t.true(documented.every(([, , , , meaning]) => meaning))
})

test('the commands of the bus page are those of the code', (t) => {
  const documented = tableOf('docs/bus.md', 'command')
  const built = Object.entries(commands).map(([name, { server, deadlineMs }]) => [
    name,
    server,
    secondsText(deadlineMs),
  ])
  t.deepEqual(documented.map((cells) => cells.slice(0, 3)).sort(), built.sort())
  t.true(documented.every(([, , , meaning]) => meaning))
})

test('every train of hardware/trains is well and names a board that exists', (t) => {
  const files = readdirSync(join(projectRoot, 'hardware', 'trains')).filter((file) => file.endsWith('.yaml'))
  t.true(files.includes('twin.yaml') && files.includes('example-cm4.yaml'))
  for (const file of files) {
    const path = `hardware/trains/${file}`
    t.true(Object.hasOwn(boards, parseConfig(textOf(path), path).board), path)
  }
})

test('the picture of the live status is small and made of text', (t) => {
  const picture = textOf('docs/live-status.svg')
  t.true(picture.length < 30_000)
  t.true(picture.includes('<text ') && !picture.includes('<image'))
})
