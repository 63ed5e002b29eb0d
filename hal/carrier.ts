/** What a network port says of the cable in it: `absent` is a port that is not there, `none` one that has no carrier or is switched off. */
export type Carrier = 'there' | 'none' | 'absent'

/** Watches one network port. */
export interface CarrierWatch {
  /** One handler; called soon with what there is, and then whenever it changes. Never throws. */
  onChange(handler: (carrier: Carrier) => void): void
  close(): Promise<void>
}
