/** What a permit hangs on, by the code that the console has its words for. */
export type ConditionCode =
  | 'permission'
  | 'on-target'
  | 'pointing-error'
  | 'elevation'
  | 'beam-clear'
  | 'sector'
  | 'not-stowed'
  | 'rf-switch'
  | 'territory'
  | 'zone'
  | 'modem'
  | 'lock'
  | 'modem-allows'
  | 'key-switch'
  | 'lockout'
  | 'stop-order'
  | 'mode'
  | 'mute-test'
  | 'hand-aim'
  | 'shock'
  | 'supply'

/** What a person can do while a value is unknown, by which value that is. */
export const unknownRemedies = {
  unaimed:
    'wait: nothing is aimed yet, or place, heading or the antenna’s own reading is unknown; if it lasts, see to these',
  unplaced: 'wait for a trusted position; if it lasts, see to the receivers',
  unheard: 'wait: the modem has not been heard yet; if it lasts, see to its power and its cable',
  unpowered: 'see to the power board: nobody reads it',
  unlatched: 'lockout show says why it cannot be read, and what to do',
} as const
