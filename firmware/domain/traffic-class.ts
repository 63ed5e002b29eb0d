/** Classes of traffic, the most important first. */
export const trafficClasses = ['emergency', 'operations', 'cctv', 'passenger-paid', 'passenger', 'maintenance'] as const

export type TrafficClass = (typeof trafficClasses)[number]

export const isTrafficClass = (name: string): name is TrafficClass => trafficClasses.some((one) => one === name)
