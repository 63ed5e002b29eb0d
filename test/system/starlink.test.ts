import { join } from 'node:path'
import test from 'ava'
import { sleep } from '../../hal/clock.ts'
import { systemClock } from '../../hal/linux/clock.ts'
import { Desk, leavesNothing } from './command.ts'
import { freePort } from './free-port.ts'

const protoFolder = join(import.meta.dirname, '..', '..', 'drivers', 'starlink')

/** Asks with Debian's Python, whose gRPC is not ours: a request's bytes in, the answer's out. */
const client = `
import grpc, sys
channel = grpc.insecure_channel(sys.argv[1])
handle = channel.unary_unary('/SpaceX.API.Device.Device/Handle', request_serializer=None, response_deserializer=None)
sys.stdout.buffer.write(handle(sys.stdin.buffer.read(), timeout=2))
`

const pipeline = `
set -o pipefail
printf '%s' "$1" | protoc -I "$3" --encode=SpaceX.API.Device.Request device.proto |
  /usr/bin/python3 -c "$4" "$2" | protoc -I "$3" --decode=SpaceX.API.Device.Response device.proto
`

/** Asks in the text form of protocol buffers, through Debian's protoc both ways; empty when it was not answered. */
const ask = async (desk: Desk, port: number, text: string): Promise<string> => {
  const asked = desk.startProgram('bash', '-c', pipeline, 'bash', text, `127.0.0.1:${port}`, protoFolder, client)
  const { status, stdout } = await asked.ended
  return status === 0 ? stdout : ''
}

/** A terminal that boots, or lost one request, is asked again. */
const surely = async (desk: Desk, port: number, text: string): Promise<string> => {
  for (let tries = 0; tries < 30; tries++) {
    const answer = await ask(desk, port, text)
    if (answer !== '') return answer
    await sleep(systemClock, 200)
  }
  return 'not answered'
}

test("Python's gRPC and protoc, which are not ours, speak to twin starlink", async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const twin = desk.start('twin', 'starlink', '--tcp-port', String(port))
  await twin.says(/starlink \(starlink-grpc\) served at 127\.0\.0\.1:\d+/)
  const status = await surely(desk, port, 'get_status {}')
  t.regex(status, /hardware_version: "rev4_panda_prod2"/)
  t.regex(status, /outage \{\s+cause: 1\s/)
  t.regex(status, /eth_speed_mbps: 1000/)
  t.regex(await surely(desk, port, 'dish_inhibit_gps { inhibit_gps: true }'), /inhibit_gps: true/)
  t.regex(await surely(desk, port, 'get_status {}'), /gps_stats \{\s+inhibit_gps: true\s+\}/)
  t.is((await twin.end('SIGTERM')).status, 0)
  leavesNothing(t, desk)
})

test('a terminal is served once at an address, and only its own faults are taken', async (t) => {
  const desk = new Desk(t)
  const port = await freePort()
  const twin = desk.start('twin', 'starlink', '--tcp-port', String(port))
  await twin.says(/served at/)
  const second = await desk.run('twin', 'starlink', '--tcp-port', String(port))
  t.is(second.status, 2)
  t.regex(second.stderr, /somebody listens there already/)
  t.regex(
    (await desk.run('twin', 'starlink', '--tcp-port', '1', '--fault', 'lte-reset@5s')).stderr,
    /is not one of starlink/,
  )
  t.is((await twin.end('SIGINT')).status, 0)
})
