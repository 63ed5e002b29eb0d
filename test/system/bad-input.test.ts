import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { syntheticTle } from '../../hardware/twin/world/constellation.ts'
import { Desk, leavesNothing } from './command.ts'

const twinTrain = readFileSync(join(import.meta.dirname, '../../hardware/trains/twin.yaml'), 'utf8')

/** Bytes that are text of no format: the same on each run. */
const garbage = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 151 + (index >> 3) * 37) & 0xff))

/** Files that lie beside every refused command. */
const files: Readonly<Record<string, string | Buffer>> = {
  'garbage.tle': garbage,
  'empty.tle': '',
  file: 'somebody needs this',
  'unparsable.yaml': 'train: { id: twin\ndevices: [\n',
  'binary.yaml': garbage,
  'range.yaml': twinTrain.replace('pointingLimitDeg: 2.5', 'pointingLimitDeg: 25'),
  'driver.yaml': twinTrain.replace('driver: nmea0183', 'driver: nmea2000'),
  'name.yaml': twinTrain.replace('pointer: array', 'pointer: aray'),
  'one-port.yaml': twinTrain.replace('twin/dish }', 'twin/array }'),
  'absent.yaml': twinTrain.replace('/run/steppelink/twin/elements.tle', 'good.tle'),
  'no-elements.yaml': twinTrain.replace('/run/steppelink/twin/elements.tle', 'garbage.tle'),
  'no-power.yaml': twinTrain.replace(/^ {2}power: .*\n/m, ''),
  'board.yaml': twinTrain.replace('board: desk', 'board: table'),
  'route.yaml': twinTrain.replace('route: astana-almaty', 'route: nowhere'),
  'good.tle': syntheticTle({ epochUtcMs: Date.UTC(2026, 4, 31), seed: 1 }),
}

const refuses = test.macro({
  exec: async (t, commandLine: string, reason: RegExp) => {
    const desk = new Desk(t)
    for (const [name, content] of Object.entries(files)) writeFileSync(desk.path(name), content)
    mkdirSync(desk.path('taken', 'events.jsonl'), { recursive: true })
    const { status, stdout, stderr } = await desk.run(...commandLine.split(' ').filter((word) => word !== ''))
    t.is(status, 2)
    t.is(stdout, '')
    t.regex(stderr, /^steppelink: [^\n]+\n$/)
    t.regex(stderr, reason)
    leavesNothing(t, desk)
  },
  title: (_, commandLine: string, reason: RegExp) =>
    `"${commandLine}" ends with status 2 and one line: ${reason.source}`,
})

test.serial(refuses, 'transmissions export --state nowhere', /nowhere\/transmissions: there is no log here/)
test.serial(refuses, 'mute show --bus nowhere', /no such folder; is the train running/)
test.serial(refuses, 'mute', /give mute show/)
test.serial(refuses, 'frobnicate', /unknown command 'frobnicate'/)
test.serial(refuses, 'ride --frobnicate', /unknown option '--frobnicate'/)
test.serial(refuses, 'ride extra', /too many arguments/)
test.serial(refuses, 'ride --route nowhere', /"nowhere".*astana-almaty/)
test.serial(refuses, 'ride --fault gnss-silnt@10s', /"gnss-silnt": did you mean gnss-silent\?/)
test.serial(refuses, 'ride --fault gnss-silent@soon', /"soon" is not a time/)
test.serial(refuses, 'ride --fault gnss-silent@10s+0s', /"0s".* above 0/)
test.serial(refuses, 'ride --fault gnss-silent', /lacks its time/)
test.serial(refuses, 'ride --speed max --for 1m --fault process-kill:power@9s', /process-kill:power needs --speed 1/)
test.serial(refuses, 'ride --speed 60 --for 1m --fault process-kill:power@9s', /process-kill:power needs --speed 1/)
test.serial(refuses, 'ride --speed fast', /'fast' is invalid.*0\.1 to 10000, or max/)
test.serial(refuses, 'ride --speed 0', /'0' is invalid/)
test.serial(refuses, 'ride --speed -1', /'-1' is invalid/)
test.serial(refuses, 'ride --for 0s', /'0s' is invalid.*duration above 0/)
test.serial(refuses, 'ride --for yesterday', /'yesterday' is invalid/)
test.serial(refuses, 'ride --seed 1.5', /'1\.5' is invalid/)
test.serial(refuses, 'ride --fidelity journey', /accelerated rides/)
test.serial(refuses, 'ride --fidelity perfect --speed max', /'perfect' is invalid.*journey, full/)
test.serial(refuses, 'ride --elements no-such.tle', /no-such\.tle: there is no such file/)
test.serial(refuses, 'ride --elements garbage.tle', /garbage\.tle: /)
test.serial(refuses, 'ride --elements empty.tle --speed max --for 10s', /empty\.tle: /)
test.serial(refuses, 'ride --elements tmp', /tmp: it cannot be read/)
test.serial(refuses, 'ride --speed max --for 10s --report file', /file/)
test.serial(refuses, 'ride --speed max --for 10s --report file/below', /file\/below: cannot be made a folder/)
test.serial(refuses, 'ride --speed max --for 10s --report /proc/x', /^steppelink: \/proc\/x: cannot be made a folder/)
test.serial(refuses, 'ride --speed max --for 10s --report taken', /taken\/events\.jsonl: cannot be written/)
test.serial(refuses, 'ride --for 30s --fault gnss-silent@30s', /gnss-silent begins at 0:30, after the ride's end/)
test.serial(refuses, 'ride --fault process-kill:nope@9s', /"nope".*services: navigation/)
test.serial(refuses, 'ride --sped 3', /unknown option '--sped' \(Did you mean/)
test.serial(refuses, 'config check', /missing required argument/)
test.serial(refuses, 'config check no-such.yaml', /no-such\.yaml: there is no such file/)
test.serial(refuses, 'config check unparsable.yaml', /unparsable\.yaml: line \d/)
test.serial(refuses, 'config check binary.yaml', /binary\.yaml: /)
test.serial(refuses, 'config check range.yaml', /terminals\.oneweb\.pointingLimitDeg: 25: .*10/)
test.serial(refuses, 'config check name.yaml', /terminals\.oneweb\.pointer: "aray": no such device.*array/)
test.serial(refuses, 'config check one-port.yaml', /devices\.dish\.port: .*is the port of array already/)
test.serial(refuses, 'config check driver.yaml', /devices\.gnss\.driver: "nmea2000".*nmea0183/)
test.serial(refuses, 'run', /'--config <file>' not specified/)
test.serial(refuses, 'run --config no-such.yaml', /there is no such file/)
test.serial(refuses, 'run --config range.yaml', /pointingLimitDeg/)
test.serial(refuses, 'run --config absent.yaml --service bogus', /'bogus' is invalid.*navigation/)
test.serial(refuses, 'run --config driver.yaml --service navigation --bus bus', /"nmea2000".*nmea0183/)
test.serial(refuses, 'run --config absent.yaml --service navigation --bus bus', /gnss: .*\/twin\/gnss/)
test.serial(refuses, 'run --config absent.yaml --bus bus', /gnss: .*\/run\/steppelink\/twin/)
test.serial(refuses, 'run --config no-power.yaml --bus bus', /no-power\.yaml: devices: one of class power is missing/)
test.serial(refuses, 'run --config board.yaml --bus bus', /board\.yaml: board: "table"/)
test.serial(refuses, 'run --config route.yaml --bus bus', /route\.yaml: route: "nowhere"/)
test.serial(
  refuses,
  'run --config no-elements.yaml --bus bus',
  /no-elements\.yaml: terminals\.oneweb\.service\.elements: garbage\.tle/,
)
test.serial(refuses, 'run --config no-elements.yaml --service tracking --wait --bus bus', /garbage\.tle/)
test.serial(refuses, 'twin', /missing required argument|not specified/)
test.serial(refuses, 'twin toaster --link x', /"toaster"; devices: gnss/)
test.serial(refuses, 'twin toaster', /"toaster"; devices: gnss/)
test.serial(refuses, 'twin gnss', /--link not specified/)
test.serial(refuses, 'twin lte --link x --fault gnss-silent@3s', /gnss-silent is not one of lte/)
test.serial(refuses, 'twin gnss --link file', /file exists and is not a link/)
test.serial(refuses, 'twin gnss --link x --protocol ubx', /"ubx": .*nmea0183/)
test.serial(refuses, 'twin train --link file', /file/)

test.serial('a file that stands where a twin should put its link is left alone', async (t) => {
  const desk = new Desk(t)
  writeFileSync(desk.path('file'), 'somebody needs this')
  await desk.run('twin', 'gnss', '--link', 'file')
  t.is(readFileSync(desk.path('file'), 'utf8'), 'somebody needs this')
})

test.serial('steppelink without a command ends with status 2 and nothing on stdout', async (t) => {
  const { status, stdout } = await new Desk(t).run()
  t.is(status, 2)
  t.is(stdout, '')
})
