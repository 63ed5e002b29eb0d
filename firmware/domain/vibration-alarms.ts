/** What a motion part may be told for: its mount looks loose, it is far above what is usual, or above EN 61373 1B. */
export const vibrationAlarms = ['loose-mount', 'over-baseline', 'over-en61373'] as const
export type VibrationAlarm = (typeof vibrationAlarms)[number]
