import test from 'ava'
import fc from 'fast-check'
import { type BraceFrame, braceFramer, encodeBraceFrame, MAX_FRAME_BYTES } from './brace-frame.ts'

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const frame = (...parts: Uint8Array[]) => {
  const frames: BraceFrame[] = []
  const discarded = { noise: 0, checksum: 0 }
  const framer = braceFramer({
    onFrame: (each) => frames.push(each),
    onDiscard: (bytes, why) => {
      discarded[why] += bytes
    },
  })
  for (const part of parts) framer.push(part)
  return { frames, discarded, framer }
}

const vectors: readonly [BraceFrame, string][] = [
  [{ code: 'QV', args: [] }, '{QV}"'],
  [{ code: 'AM', args: ['17', '18245', '4530'] }, '{AM 17 18245 4530}#'],
]

// The first vector is public (Intellian); the second was summed from the rule by another program.
test('frames have the checksums of the vectors', (t) => {
  for (const [each, text] of vectors) t.is(textOf(encodeBraceFrame(each)), text)
})

test('the vectors are frames', (t) => {
  for (const [each, text] of vectors) t.deepEqual(frame(bytesOf(text)).frames, [each])
})

test('frames come out of any fragmentation, and nothing is discarded', (t) => {
  const text = vectors.map(([, each]) => each).join('')
  fc.assert(
    fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 8 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), text.length]
      const parts = at.slice(1).map((end, index) => bytesOf(text.slice(at[index], end)))
      const { frames, discarded } = frame(...parts)
      return frames.length === 2 && discarded.noise + discarded.checksum === 0
    }),
  )
  t.pass()
})

test('a frame with a wrong checksum is counted, and the next one is found', (t) => {
  const { frames, discarded } = frame(bytesOf('{QV}#{QV}"'))
  t.is(frames.length, 1)
  t.deepEqual(discarded, { noise: 0, checksum: 5 })
})

test('a frame without its checksum costs only itself', (t) => {
  const { frames, discarded } = frame(bytesOf('{QV}{QV}"'))
  t.is(frames.length, 1)
  t.deepEqual(discarded, { noise: 0, checksum: 4 })
})

test('a frame cut short costs only itself', (t) => {
  const { frames, discarded } = frame(bytesOf('{AM 17 182{QV}"'))
  t.is(frames.length, 1)
  t.deepEqual(discarded, { noise: 10, checksum: 0 })
})

test('bytes that are no text end a frame', (t) => {
  const { frames, discarded } = frame(bytesOf('{Q\u0000V}"x{QV}"'))
  t.is(frames.length, 1)
  t.is(discarded.noise, 7)
})

test('a frame holds 80 bytes and no more', (t) => {
  const longest = encodeBraceFrame({ code: 'XX', args: ['a'.repeat(MAX_FRAME_BYTES - 6)] })
  t.is(longest.length, MAX_FRAME_BYTES)
  t.is(frame(longest).frames.length, 1)
  const tooLong = encodeBraceFrame({ code: 'XX', args: ['a'.repeat(MAX_FRAME_BYTES - 5)] })
  const { frames, discarded } = frame(tooLong, bytesOf('{QV}"'))
  t.is(frames.length, 1)
  t.is(discarded.noise, MAX_FRAME_BYTES + 1)
})

test('what was begun before the line went down is forgotten', (t) => {
  const { frames, framer, discarded } = frame(bytesOf('{Q'))
  framer.reset()
  framer.push(bytesOf('V}"'))
  t.is(frames.length, 0)
  t.is(discarded.noise, 5)
})

test('every byte of noise is either in a frame or counted', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
      const { frames, discarded, framer } = frame(noise, bytesOf('{QV}"'))
      framer.reset()
      const inFrames = frames.reduce((sum, each) => sum + encodeBraceFrame(each).length, 0)
      return inFrames + discarded.noise + discarded.checksum === noise.length + 5
    }),
  )
  t.pass()
})
