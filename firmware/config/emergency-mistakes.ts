import type { TrainParts } from './readable-parts.ts'

/** Who is to hear of an emergency and cannot: a recipient without a number, a shore without a way. */
export const emergencyMistakes = ({ emergency, texts, network }: TrainParts): string[] => {
  if (!emergency) return []
  const known = Object.keys(texts?.recipients ?? {})
  const hasTunnels = network?.kind === 'linux' && network.tunnels !== undefined
  return [
    ...emergency.recipients
      .filter((name) => texts && !known.includes(name))
      .map(
        (name) => `emergency.recipients: "${name}": no such recipient; texts.recipients: ${known.join(', ') || 'none'}`,
      ),
    ...(emergency.shore && network && emergency.shore.address === undefined && !hasTunnels
      ? ['emergency.shore.address: is missing: without tunnels (network.tunnels) nobody knows where the shore is']
      : []),
  ]
}
