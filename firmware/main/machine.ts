import type { AppendLog } from '../../hal/append-log.ts'
import type { CarrierWatch } from '../../hal/carrier.ts'
import type { Clock } from '../../hal/clock.ts'
import type { FileTransfers } from '../../hal/file-transfer.ts'
import type { Gpio } from '../../hal/gpio.ts'
import type { LanLook, Lans } from '../../hal/lan.ts'
import type { LinkTools } from '../../hal/link-tools.ts'
import type { MotionPart, MotionSensor } from '../../hal/motion-sensor.ts'
import type { Network } from '../../hal/network.ts'
import type { OpenPort, SerialSettings } from '../../hal/port.ts'
import type { Random } from '../../hal/random.ts'
import type { OnTrouble } from '../../hal/restoring.ts'
import type { RpcChannel } from '../../hal/rpc.ts'
import type { SerialLink } from '../../hal/serial-link.ts'
import type { StepperBoard } from '../../hal/stepper-board.ts'
import type { Storage } from '../../hal/storage.ts'
import type { ListenTcp } from '../../hal/tcp-server.ts'
import type { MachineClocks } from '../../hal/utc-clock.ts'
import type { TrainConfig } from '../config/train-config.ts'
import type { ShoreWays } from '../services/links/emergency-desk.ts'
import type { LinkMeasuring } from '../services/links/link-measuring.ts'
import type { KeepingService } from './service-accounts.ts'
import type { TrainTunnels, TunnelEvents } from './train-tunnels.ts'

/** What services stand on: a controller's Linux, or the memory of an accelerated ride. */
export interface Machine {
  readonly clock: Clock
  readonly random: Random
  /** How the line of a device is opened; `where` is its port in the train's configuration. */
  line(device: string, where: string, settings: SerialSettings): OpenPort
  /** A line that people plug a terminal into; `where` is a device file or `pty:PATH`; absent where nobody can. Rejects with TerminalError. */
  readonly consoleLink?: (name: string, where: string, baudRate: number) => Promise<SerialLink>
  /** The device of a port that the kernel has for its console too; absent where nobody can tell. */
  readonly kernelConsoleOf?: (path: string) => Promise<string | undefined>
  /** Takes files over a console's line; absent where nothing does. */
  readonly fileTransfers?: () => Promise<FileTransfers>
  /** Calls to a device that has a service; `where` is `HOST:PORT`, or a Unix socket's path. */
  rpc(device: string, where: string): Promise<RpcChannel>
  /** Reads a vibration board through johnny-five; absent where that package's own timers cannot run. */
  readonly johnnyFive?: (with_: {
    name: string
    openPort: OpenPort
    parts: readonly MotionPart[]
    rateHz: number
  }) => Promise<MotionSensor>
  /** Speaks to a board of steppers through johnny-five; absent where that package's own timers cannot run. */
  readonly johnnyFiveSteppers?: () => Promise<StepperBoard>
  /** An accelerometer that the kernel drives, by its name; absent where there is no kernel below. */
  readonly iio?: (with_: { name: string; rateHz: number }) => Promise<MotionSensor & { rateHz: number; rangeG: number }>
  gpio(): Promise<Gpio>
  /** Trouble that it has later, in keeping its routing as it is wanted, is told to `onTrouble`. */
  network(onTrouble?: OnTrouble): Promise<Network>
  /** Watches a network port of its own; absent where there is no kernel below. */
  readonly carrier?: (interfaceName: string) => Promise<CarrierWatch>
  /** Its own networks on the train's side, opened after its network, whose rules guard them; absent where there is no kernel below, and resolves with none where none are wanted. */
  readonly lans?: (onTrouble: OnTrouble) => Promise<Lans | undefined>
  /** How these networks stand; absent where there is no kernel below. Rejects with TerminalError. */
  readonly lookAtLans?: () => Promise<readonly LanLook[]>
  /** Its tunnels to the shore, opened after its network; absent where there is no kernel below, and resolves with none where none are wanted. */
  readonly tunnels?: (events: TunnelEvents) => Promise<TrainTunnels | undefined>
  /** A secret, such as a PIN, from a file for its owner alone; absent where there are no such files. Rejects with TerminalError. */
  readonly readPrivate?: (path: string) => Promise<string>
  /** A secret key of 32 bytes, base64, from a file for its owner alone; absent where there are no such files. Rejects with TerminalError. */
  readonly readKey?: (path: string) => Promise<string>
  /** How the shore is told of emergencies; absent where there is no kernel below, and resolves with none where none is wanted. */
  readonly emergencyWays?: () => Promise<ShoreWays | undefined>
  /** Measures its links, opened once its tunnels were tried; absent where there is no kernel below, and resolves with none where the kernel routes nothing. */
  readonly measuring?: () => Promise<LinkMeasuring | undefined>
  /** How its links are tested by hand; absent where there is no kernel below, and resolves with none where the kernel routes nothing. */
  readonly linkTools?: () => Promise<LinkTools | undefined>
  /** Its clocks, as the train's file asks for them; absent where there is only simulated time. */
  readonly clocks?: (wanted: NonNullable<TrainConfig['time']>) => Promise<MachineClocks>
  /** What survives a restart: what all services share, or what one of them keeps for itself. Rejects with TerminalError `storage-failed` when its folder cannot be made. */
  storage(keeper?: KeepingService): Promise<Storage>
  /** The transmission log; rejects with TerminalError `storage-failed` when it cannot be opened. */
  transmissionLog(): Promise<AppendLog>
  /** What services tell, kept; absent where nothing outlives the process. Rejects with TerminalError `storage-failed`. */
  readonly eventLog?: () => Promise<AppendLog>
  /** What the technician's console needs; absent in accelerated rides, which have none. */
  readonly access?: {
    /** The log of what people did there; rejects with TerminalError `storage-failed` when it cannot be opened. */
    auditLog(): Promise<AppendLog>
    /** Bytes that nobody can guess. */
    secretBytes(count: number): Uint8Array
    /** The depot's file of users; rejects with UsageError when it cannot be read, is no plain file, or is too large to be one. */
    readProvisioning(path: string): Promise<string>
  }
  /** Serves clients on the machine's own network; real in every machine. */
  readonly listen: ListenTcp
  /** A text file; rejects with UsageError, which names it. */
  readText(path: string): Promise<string>
}
