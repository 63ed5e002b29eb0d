import { z } from 'zod'
import { ONE_LINE } from './one-line.ts'

/** The number of a train as the timetable has it, such as 009 or 9Ц: 1 to 16 characters in one line, spaces at its ends left out. */
export const trainNumber = z.string().trim().min(1).max(16).regex(ONE_LINE, '1 to 16 letters and signs, in one line')
