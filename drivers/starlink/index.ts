import { starlinkGrpc } from './grpc-dish.ts'
import type { StarlinkDescriptor } from './starlink.ts'

/** Every Starlink terminal this firmware speaks to, by the name that a train's configuration uses. */
export const starlinkDrivers: Readonly<Record<string, StarlinkDescriptor>> = { [starlinkGrpc.name]: starlinkGrpc }
