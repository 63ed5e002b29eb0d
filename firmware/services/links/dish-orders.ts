import { z } from 'zod'
import type { Storage } from '../../../hal/storage.ts'
import type { CommandReply } from '../../bus/commands.ts'
import { dishesShown } from '../../bus/schemas/starlink-commands.ts'

type Ordered = CommandReply<'starlink.show'>['orders'][number]

const RECORD = 'starlink-orders'
const KEPT = 64

const record = z.array(dishesShown.shape.orders.element)

/** Who ordered what of a Starlink terminal, durably: an order stands here before it goes out. */
export class DishOrders {
  readonly #storage: Storage
  readonly #reading: Promise<void>
  #orders: readonly Ordered[] = []

  constructor(storage: Storage) {
    this.#storage = storage
    this.#reading = this.#read()
    this.#reading.catch(() => undefined)
  }

  /** The newest last. */
  all(): Ordered[] {
    return [...this.#orders]
  }

  /** Carries an order out between its two entries; rejects, with nothing done, where it cannot be kept. */
  async carryOut(order: Omit<Ordered, 'outcome'>, act: () => Promise<string>): Promise<string> {
    await this.#reading
    const begun: Ordered = { ...order, outcome: 'begun' }
    this.#orders = [...this.#orders, begun].slice(-KEPT)
    await this.#write()
    const outcome = await act()
    this.#orders = this.#orders.map((one) => (one === begun ? { ...begun, outcome: outcome.slice(0, 200) } : one))
    // That it began is kept; how it ended is told all the same.
    await this.#write().catch(() => undefined)
    return outcome
  }

  async #read(): Promise<void> {
    const bytes = await this.#storage.read(RECORD)
    if (!bytes) return
    try {
      this.#orders = record.parse(JSON.parse(new TextDecoder().decode(bytes))).slice(-KEPT)
    } catch {
      // A damaged list of what was done keeps nobody from doing what has to be done now.
      this.#orders = []
    }
  }

  #write(): Promise<void> {
    return this.#storage.write(RECORD, new TextEncoder().encode(JSON.stringify(this.#orders)))
  }
}
