import { readFile } from 'node:fs/promises'
import test from 'ava'
import { parseConfig } from '../config/read-config.ts'
import { usualRest } from '../config/train-config.ts'
import { UsageError } from '../usage-error.ts'
import { checkNames, nameMistakes } from './check-names.ts'
import { readText } from './linux-machine.ts'
import { readRoute } from './read-route.ts'
import { twinTrainFile } from './twin-config.ts'

const config = parseConfig(await readFile(twinTrainFile, 'utf8'), 'twin.yaml')
const { power: _, ...others } = config.devices

const { lengthKm } = await readRoute({ readText }, 'astana-borovoe')
const clearance = (line: string, toKm: number) => ({ name: 'bridge', line, fromKm: 1, toKm })

test('the twin names nothing that there is not', async (t) => {
  t.deepEqual(await nameMistakes(config), [])
})

test('every name that there is not is told at once, with those there are', async (t) => {
  const { gnss, odometer, dish } = config.devices
  const { oneweb, geo } = config.terminals
  if (gnss === undefined || oneweb === undefined || geo === undefined || odometer?.class !== 'odometer') return t.fail()
  if (dish?.class !== 'rotator') return t.fail()
  const devices = {
    ...others,
    gnss: { ...gnss, driver: 'nmea2000' },
    odometer: { ...odometer, lines: { a: 'no-line' } },
    dish: { ...dish, ability: { azimuthDeg: [-540, 450] as [number, number] } },
  }
  const terminals = {
    ...config.terminals,
    oneweb: { ...oneweb, territories: ['atlantis'] },
    geo: { ...geo, stow: { ...usualRest, elevationDeg: 120 } },
  }
  const stow = { windMps: 0, lowClearances: [clearance('nowhere', 2), clearance('astana-borovoe', 2_500)] }
  const mistakes = await nameMistakes({ ...config, route: 'nowhere', devices, terminals, stow })
  t.deepEqual(
    mistakes.map((mistake) => mistake.replace(/; (\w+): .*/, '; $1')),
    [
      'route: "nowhere": no such line; lines',
      'terminals.oneweb.territories: "atlantis": no such territory; territories',
      'devices.gnss.driver: "nmea2000": no such driver; drivers',
      'devices.odometer.lines.a: "no-line": no such line of board desk; lines',
      'devices.dish.ability.azimuthDeg: [-540, 450]: its driver can say -360 to 720',
      'terminals.geo.stow.elevationDeg: 120: driver easycomm3 goes from 0° to 90°',
      'stow.lowClearances.0.line: "nowhere": no such line; lines',
      `stow.lowClearances.1.toKm: 2500: line astana-borovoe ends at kilometre ${lengthKm.toFixed(1)}`,
      'devices: one of class power is missing: without its permit line nothing may transmit',
    ],
  )
  t.deepEqual(
    await nameMistakes({ ...config, board: 'table' }).then(([first]) => first?.split(';')[0]),
    'board: "table": no such board',
  )
})

test('a train without terminals may go without a power board', async (t) => {
  t.deepEqual(await nameMistakes({ ...config, devices: others, terminals: {} }), [])
})

test('a device that could not be read may be the power board', async (t) => {
  t.deepEqual(await nameMistakes({ ...config, devices: others }, ['power']), [])
})

test('a train that runs is refused in one line', async (t) => {
  await t.throwsAsync(checkNames({ ...config, route: 'nowhere', devices: others }, 'train.yaml'), {
    instanceOf: UsageError,
    message: /^train\.yaml: route: .*; devices: one of class power/,
  })
})
