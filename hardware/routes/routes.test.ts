import { readdirSync, readFileSync } from 'node:fs'
import test from 'ava'
import { parseRoute, type Route } from '../../firmware/domain/route.ts'

const folder = new URL('./', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.geojson'))
const read = (file: string): Route => {
  const route = parseRoute(readFileSync(new URL(file, folder), 'utf8'), file)
  if ('error' in route) throw new Error(route.error)
  return route
}

test('there are five lines and a diversion', (t) => {
  t.is(files.length, 6)
})

for (const file of files) {
  test(`${file} is named after its id and its stations lie on the line`, (t) => {
    const route = read(file)
    t.is(`${route.id}.geojson`, file)
    t.true((route.stations[0]?.chainageKm ?? 1) < 0.01)
    t.true(Math.abs((route.stations.at(-1)?.chainageKm ?? 0) - route.lengthKm) < 0.01)
  })

  test(`${file}: every blockage lies within the line and says that it is illustrative`, (t) => {
    const { blockages, lengthKm } = read(file)
    t.true(blockages.length >= 5)
    t.true(blockages.every((blockage) => blockage.fromKm >= 0 && blockage.toKm < lengthKm))
    t.true(blockages.every((blockage) => blockage.source === 'illustrative'))
  })

  test(`${file}: no blockage hides the sky where the ride begins`, (t) => {
    t.true(read(file).blockages.every((blockage) => blockage.fromKm > 0.3))
  })
}

test('Astana–Almaty shows a canopy in the first kilometre and two short tunnels in the south', (t) => {
  const { blockages } = read('astana-almaty.geojson')
  t.true(blockages.some((blockage) => blockage.kind === 'canopy' && blockage.toKm < 1))
  const tunnels = blockages.filter((blockage) => blockage.kind === 'tunnel')
  t.is(tunnels.length, 2)
  t.true(tunnels.every((tunnel) => tunnel.fromKm > 900 && tunnel.toKm - tunnel.fromKm < 1))
})
