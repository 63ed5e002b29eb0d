/** The services that may run as processes of their own. */
export const serviceNames = [
  'navigation',
  'tracking',
  'interlock',
  'links',
  'vibration',
  'power',
  'gpsd',
  'configuration',
  'alarms',
  'access',
  'console',
] as const

export type ServiceName = (typeof serviceNames)[number]
