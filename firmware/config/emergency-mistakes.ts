import type { TrainParts } from './readable-parts.ts'

/** Who is to hear of an emergency or an alarm and cannot: a recipient without a number, a shore without a way. */
export const emergencyMistakes = ({ emergency, texts, network }: TrainParts): string[] => {
  const known = Object.keys(texts?.recipients ?? {})
  const unknown = (path: string, names: readonly string[]): string[] =>
    names
      .filter((name) => texts && !known.includes(name))
      .map((name) => `${path}: "${name}": no such recipient; texts.recipients: ${known.join(', ') || 'none'}`)
  const hasTunnels = network?.kind === 'linux' && network.tunnels !== undefined
  return [
    ...unknown('emergency.recipients', emergency?.recipients ?? []),
    ...unknown('texts.alarms', texts?.alarms ?? []),
    ...(emergency?.shore && network && emergency.shore.address === undefined && !hasTunnels
      ? ['emergency.shore.address: is missing: without tunnels (network.tunnels) nobody knows where the shore is']
      : []),
  ]
}
