/** What a network port says of the cable in it: `absent` is a port that is not there, `none` one that has no carrier or is switched off. */
export type Carrier = 'there' | 'none' | 'absent'

/** Watches one network port. */
export interface CarrierWatch {
  /** As it was last looked at. */
  carrier(): Carrier
  /** One handler; called after each change. */
  onChange(handler: () => void): void
  close(): Promise<void>
}
