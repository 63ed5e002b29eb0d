import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import test from 'ava'

const projectRoot = join(import.meta.dirname, '..')

/** A small train that obeys the table: what every violation below imports is here. */
const lawful: Record<string, string> = {
  'hal/units.ts': 'export const metre = 1',
  'hal/clock.ts': "export { metre } from './units.ts'",
  'hal/linux/pty.ts': "import 'zeromq'\nimport 'serialport'\nimport '../clock.ts'\nexport const pty = 1",
  'hal/firmata/board.ts': "import 'johnny-five'",
  'hal/desk/bench.ts': "import '../clock.ts'",
  'drivers/framing/lines.ts': "import '../../hal/units.ts'",
  'drivers/gnss/gnss.ts': 'export type Fix = 1\nexport const fix = 1',
  'drivers/gnss/index.ts': "import './nmea.ts'",
  'drivers/gnss/nmea.ts': "import '../framing/lines.ts'\nimport './gnss.ts'\nimport '../../hal/clock.ts'",
  'firmware/domain/angle.ts': "import 'satellite.js'\nimport 'node:assert'\nimport '../../hal/units.ts'",
  'firmware/plan/aim.ts': "import '../domain/angle.ts'",
  'firmware/bus/bus.ts': "import '../domain/angle.ts'\nimport '../../hal/clock.ts'",
  'firmware/services/navigation.ts':
    "import '../plan/aim.ts'\nimport '../bus/bus.ts'\nimport '../../drivers/gnss/gnss.ts'\nimport '../../drivers/gnss/index.ts'",
  'hardware/boards/rpi.ts': "import type { Fix } from '../../drivers/gnss/gnss.ts'\nexport type Pin = Fix",
  'hardware/twin/world.ts':
    "import type { Fix } from '../../drivers/gnss/gnss.ts'\nimport '../../hal/desk/bench.ts'\nimport '../../firmware/domain/angle.ts'\nexport type Truth = Fix",
  'hardware/twin/serve.ts': "import '../../hal/linux/pty.ts'\nimport './world.ts'",
  'firmware/main.ts': "import './main/ride.ts'",
  'firmware/main/ride.ts':
    "import '../services/navigation.ts'\nimport '../../hal/linux/pty.ts'\nexport const twin = () => import('../../hardware/twin/serve.ts')",
  'firmware/plan/pong.ts': "import './ping.ts'",
  'firmware/plan/aim.test.ts': "import '../../hal/linux/pty.ts'\nimport '../../test/fixture.ts'",
  'test/fixture.ts': "import '../hardware/twin/world.ts'",
}

/** Each file breaks exactly the rule it is listed with. */
const unlawful: [file: string, source: string, rule: string][] = [
  ['hal/gpio.ts', "import './linux/pty.ts'", 'hal-contracts'],
  ['hal/network.ts', "import 'serialport'", 'natives-in-hal'],
  ['hal/linux/up.ts', "import '../../drivers/gnss/gnss.ts'", 'hal-machine'],
  ['hal/firmata/socket.ts', "import 'zeromq'", 'zeromq-in-linux'],
  ['drivers/starlink/channel.ts', "import '@grpc/grpc-js'", 'grpc-in-linux'],
  ['hal/random.ts', "import './no-such-file.ts'", 'resolvable'],
  ['hal/linux/dev.ts', "import 'ava'", 'no-dev-packages'],
  ['drivers/rotator/other-class.ts', "import '../gnss/gnss.ts'", 'drivers'],
  ['drivers/rotator/machine.ts', "import '../../hal/linux/pty.ts'", 'drivers'],
  ['drivers/rotator/domain.ts', "import type {} from '../../firmware/domain/angle.ts'", 'drivers'],
  ['drivers/framing/class.ts', "import '../gnss/gnss.ts'", 'drivers'],
  ['drivers/modem/board.ts', "import 'johnny-five'", 'natives-in-hal'],
  ['firmware/domain/clock.ts', "import type {} from '../../hal/clock.ts'", 'pure'],
  ['firmware/plan/service.ts', "import '../services/navigation.ts'", 'pure'],
  ['firmware/plan/logger.ts', "import 'pino'", 'pure-packages'],
  ['firmware/domain/file.ts', "import 'node:fs'", 'pure-core'],
  ['firmware/bus/socket.ts', "import 'zeromq'", 'zeromq-in-linux'],
  ['firmware/bus/service.ts', "import '../services/navigation.ts'", 'bus'],
  ['firmware/config/twin.ts', "import '../../hardware/twin/world.ts'", 'config'],
  ['firmware/services/codec.ts', "import '../../drivers/gnss/nmea.ts'", 'services'],
  ['firmware/console/service.ts', "import '../services/navigation.ts'", 'services'],
  ['firmware/update/machine.ts', "import '../../hal/linux/pty.ts'", 'services'],
  ['hardware/boards/code.ts', "import { fix } from '../../drivers/gnss/gnss.ts'\nexport const pin = fix", 'data'],
  ['hardware/twin/plan.ts', "import '../../firmware/plan/aim.ts'", 'twin'],
  ['hardware/twin/bus.ts', "import '../../firmware/bus/bus.ts'", 'twin'],
  ['hardware/twin/encoder.ts', "import '../../drivers/gnss/nmea.ts'", 'twin-drivers'],
  ['hardware/twin/device.ts', "import '../../hal/linux/pty.ts'", 'twin-pty'],
  ['firmware/main/twin.ts', "import '../../hardware/twin/world.ts'", 'main-twin'],
  ['firmware/main/fixture.ts', "import '../../test/fixture.ts'", 'no-tests'],
  ['firmware/plan/ping.ts', "import './pong.ts'", 'no-cycles'],
]

const packageNames = ['serialport', 'zeromq', '@grpc/grpc-js', 'johnny-five', 'satellite.js', 'pino']

const write = async (root: string, path: string, source: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), source)
}

const writeTree = async (root: string): Promise<void> => {
  const dependencies = Object.fromEntries(packageNames.map((name) => [name, '1']))
  await write(root, 'package.json', JSON.stringify({ type: 'module', dependencies, devDependencies: { ava: '1' } }))
  for (const name of [...packageNames, 'ava']) {
    await write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    await write(root, `node_modules/${name}/index.js`, '')
  }
  for (const [path, source] of Object.entries(lawful)) await write(root, path, source)
  for (const [path, source] of unlawful) await write(root, path, source)
}

type Cruise = { summary: { violations: { from: string; rule: { name: string } }[] } }

const violations = async (root: string): Promise<Map<string, Set<string>>> => {
  const depcruise = join(projectRoot, 'node_modules', '.bin', 'depcruise')
  const config = join(projectRoot, '.dependency-cruiser.cjs')
  const args = [
    depcruise,
    '--config',
    config,
    '--output-type',
    'json',
    'hal',
    'drivers',
    'firmware',
    'hardware',
    'test',
  ]
  const options = { cwd: root, maxBuffer: 2 ** 26 }
  const { stdout } = await promisify(execFile)(process.execPath, args, options)
  const found = new Map<string, Set<string>>()
  for (const { from, rule } of (JSON.parse(stdout) as Cruise).summary.violations) {
    found.set(from, (found.get(from) ?? new Set()).add(rule.name))
  }
  return found
}

test('the import table reports each forbidden import by its rule, and none that it allows', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'import-table-'))
  t.teardown(() => rm(root, { recursive: true }))
  await writeTree(root)
  const found = await violations(root)
  const reported = [...found].map(([from, rules]) => `${from}: ${[...rules].sort().join('+')}`)
  t.deepEqual(reported.sort(), unlawful.map(([file, , rule]) => `${file}: ${rule}`).sort())
})
