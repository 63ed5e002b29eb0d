import test from 'ava'
import { consoleContext } from '../../test/fakes/console-context.ts'
import { TopicWatch } from './topic-watch.ts'

/** A watch on a bus that counts who listens. */
const watching = () => {
  const { bus, clock } = consoleContext()
  let listening = 0
  const counted: typeof bus = {
    ...bus,
    publish: bus.publish.bind(bus),
    request: bus.request.bind(bus),
    handle: bus.handle.bind(bus),
    subscribe: (topic, handler) => {
      listening++
      const end = bus.subscribe(topic, handler)
      return () => {
        listening--
        end()
      }
    },
  }
  const watch = new TopicWatch({ bus: counted, clock })
  const look = async (): Promise<void> => {
    const seen = watch.seen('links')
    await clock.runFor(1_500)
    await seen
  }
  return { clock, watch, look, listening: () => listening }
}

test('a topic that nobody asks for again is not heard for ever', async (t) => {
  const { clock, look, listening } = watching()
  await look()
  t.is(listening(), 1)
  await clock.runFor(30_000)
  await look()
  await clock.runFor(50_000)
  t.is(listening(), 1)
  await clock.runFor(11_000)
  t.is(listening(), 0)
})

test('a closed watch hears nothing', async (t) => {
  const { watch, look, listening } = watching()
  await look()
  watch.close()
  t.is(listening(), 0)
})
