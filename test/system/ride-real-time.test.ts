import test from 'ava'
import { serviceNames } from '../../firmware/bus/services.ts'
import { Desk, leavesNothing } from './command.ts'
import { freePort } from './free-port.ts'
import { lineDevices, readSummary, reportedEvents, reportedSummary } from './summary.ts'

test('a ride in real time prints one JSON object and nothing else', async (t) => {
  const desk = new Desk(t)
  const { status, stdout, stderr } = await desk.run(
    'ride',
    '--speed',
    '1',
    '--for',
    '30s',
    '--json',
    '--gpsd-port',
    '0',
  )
  t.is(status, 0)
  t.is(stderr, '')
  const summary = readSummary(stdout)
  t.true(summary.simulatedS >= 29 && summary.simulatedS <= 60, `${summary.simulatedS} s`)
  t.true(summary.gnss.fixes > 0)
  t.is(summary.gnss.falseFixes, 0)
  t.deepEqual(Object.keys(summary.devices).sort(), lineDevices)
  for (const name of lineDevices) t.true((summary.devices[name]?.rxFrames ?? 0) > 0, name)
  t.true(summary.vibration.rmsG > 0 && summary.vibration.peakG >= summary.vibration.rmsG)
  t.deepEqual(Object.keys(summary.links).sort(), ['geo', 'lte', 'oneweb'])
  leavesNothing(t, desk)
})

test('a train whose vibration board is not there at the start rides without it, and says so', async (t) => {
  const desk = new Desk(t)
  const plug = ['--fault', 'imu-unplug@0s+10m']
  const ride = [
    'ride',
    '--speed',
    '1',
    '--for',
    '50s',
    '--json',
    '--gpsd-port',
    '0',
    '--no-console',
    '--report',
    'report',
  ]
  const { status, stdout, stderr } = await desk.run(...ride, ...plug)
  t.is(status, 0, stderr)
  const { gnss, devices } = readSummary(stdout)
  t.true(gnss.fixes > 0)
  t.is(devices['imu']?.rxFrames ?? 0, 0)
  const told = reportedEvents(desk.path('report'))
  t.true(told.some(({ source, subject, text }) => source === 'vibration' && subject === 'imu' && text === 'no samples'))
  leavesNothing(t, desk)
})

test('in a terminal a ride draws its status again and again: the train on its line, fix, terminals, links, traffic', async (t) => {
  const desk = new Desk(t)
  const ride = desk.commandLine('ride', '--speed', '1', '--for', '12s')
  const screen = desk.startProgram('script', '-qefc', `stty cols 150 rows 40; ${ride}`, '/dev/null')
  const { status, stdout } = await screen.ended
  t.is(status, 0)
  t.regex(stdout, /─▶─|▶─/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
  const plain = stdout.replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '')
  t.regex(plain, /^fix +3D .*° N .*° E/m)
  t.regex(plain, /^oneweb .*(muted|transmitting)/m)
  t.regex(plain, /^geo .*(muted|transmitting)/m)
  t.regex(plain, /^lte +\w+/m)
  t.regex(plain, /^links +oneweb \w+ +geo \w+ +lte \w+/m)
  t.regex(plain, /^traffic .*emergency/m)
  t.regex(plain, /^Ride on astana-almaty, seed 1/m)
  t.true(stdout.includes('\x1b[?25l') && stdout.trimEnd().endsWith('\x1b[?25h'), 'the cursor is hidden, then shown')
  t.true(plain.split('km/h').length > 5, 'drawn many times')
})

test('killed services are started again one by one, and a new interlock begins muted', async (t) => {
  const desk = new Desk(t)
  const kills = serviceNames.flatMap((name, index) => ['--fault', `process-kill:${name}@${28 + 2 * index}s`])
  const port = String(await freePort())
  const { status, stdout, stderr } = await desk.run(
    'ride',
    '--speed',
    '1',
    '--for',
    `${43 + 2 * serviceNames.length}s`,
    '--report',
    'report',
    '--gpsd-port',
    port,
    ...kills,
  )
  t.is(status, 0, stderr)
  for (const name of serviceNames) {
    const [, ...lives] = stdout.split(new RegExp(`processes: ${name}: (?=ready|killed)`))
    t.deepEqual(
      lives.map((life) => life.split(/[\n;]/)[0]),
      ['ready', 'killed by SIGKILL', 'ready'],
      name,
    )
  }
  const second = stdout.split('processes: interlock: killed')[1] ?? ''
  t.regex(second, /interlock: (oneweb|geo): (muted|transmission permitted)/)
  t.true(reportedSummary(desk.path('report')).gnss.fixes > 0)
  leavesNothing(t, desk)
})

test('a stopped interlock leaves the train muted, is killed after 10 s of silence, and the train transmits again', async (t) => {
  const desk = new Desk(t)
  const fault = ['--fault', 'process-stop:interlock@60s']
  const ride = desk.serve('ride', '--speed', '1', '--for', '4m', '--gpsd-port', '0', ...fault)
  await ride.says(/interlock: \w+: transmission permitted/)
  const killed = 'processes: interlock: says nothing for 1\\d s: it is killed'
  const again = 'processes: interlock: killed by SIGKILL; starts again in 250 ms[\\s\\S]+?processes: interlock: ready'
  await ride.says(new RegExp(`permitted[\\s\\S]+?${killed}[\\s\\S]+?${again}[\\s\\S]+?\\w+: transmission permitted`))
  t.is((await ride.end('SIGINT')).status, 0)
  leavesNothing(t, desk)
})

test('devices that are unplugged or talk nonsense in real time are read again when they are back', async (t) => {
  const desk = new Desk(t)
  // Late enough that each service has found its devices, on a busy machine too.
  const faults = ['gnss-garbage@28s+4s', 'dish-unplug@28s+3s', 'modem-unplug@29s+3s', 'imu-unplug@29s+3s']
  const args = ['--for', '47s', '--report', 'report', ...faults.flatMap((fault) => ['--fault', fault])]
  const { status, stdout, stderr } = await desk.run('ride', '--speed', '1', ...args)
  t.is(status, 0, stderr)
  for (const name of faults.map((fault) => fault.split('@')[0])) t.regex(stdout, new RegExp(`fault: ${name} is over`))
  const { devices } = reportedSummary(desk.path('report'))
  t.true((devices['gnss']?.checksumErrors ?? 0) > 0)
  t.true((devices['gnss']?.rxDiscardedBytes ?? 0) > 0)
  for (const name of ['dish', 'modem', 'imu']) t.true((devices[name]?.reconnects ?? 0) > 0, name)
  t.notRegex(stdout, /killed by|ended with status/)
  leavesNothing(t, desk)
})
