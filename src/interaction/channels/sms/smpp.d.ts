/** What we use of `smpp` 0.5.1, which brings no types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer, Socket } from 'node:net'

  export interface Pdu {
    command: string
    command_status: number
    sequence_number: number
    system_id?: string
    password?: string
    message_id?: string
    source_addr?: string
    destination_addr?: string
    esm_class?: number
    data_coding?: number
    registered_delivery?: number
    short_message?: { message?: string | Buffer; udh?: Buffer[] | undefined }
    message_payload?: string | Buffer | { message?: string | Buffer }
    receipted_message_id?: string
    message_state?: number
    sar_msg_ref_num?: number
    sar_total_segments?: number
    sar_segment_seqnum?: number
    user_message_reference?: number
    response(options?: object): Pdu
  }
  type Answered = (pdu: Pdu) => void
  export interface Session extends EventEmitter {
    socket: Socket
    bind_transceiver(options: object, answered: Answered): boolean
    bind_transmitter(options: object, answered: Answered): boolean
    submit_sm(options: object, answered: Answered): boolean
    deliver_sm(options: object, answered: Answered): boolean
    enquire_link(answered: Answered): boolean
    unbind(answered: Answered): boolean
    send(pdu: Pdu): boolean
    close(closed?: () => void): void
    destroy(closed?: () => void): void
  }
  const smpp: {
    Session: new (options: { socket: Socket }) => Session
    createServer(listener: (session: Session) => void): NetServer
    errors: Record<string, number>
  }
  export default smpp
}
