import type { Session } from 'smpp'

export interface OwedReceipt {
  messageId: string
  /** As it was sent to, with +. */
  to: string
}

export interface Receipts {
  /** "Delivered" for a message; repeated while the other side does not take it. */
  owe(workspaceId: number, receipt: OwedReceipt): void
  stop(): void
}

const attempts = 5
const pauseMs = 2_000

/**
 * Receipts of messages that reached their telephone: deliver_sm with the parameters of SMPP 3.4 §5.3.2.12 and .35, and
 * the words of appendix B.
 * @param sessionOf who takes them; null while nobody is bound
 */
export function createReceipts(sessionOf: (workspaceId: number) => Session | null): Receipts {
  const waiting = new Set<NodeJS.Timeout>()
  const later = (work: () => void, ms: number): void => {
    const timer = setTimeout(() => {
      waiting.delete(timer)
      work()
    }, ms)
    timer.unref()
    waiting.add(timer)
  }
  const attempt = (workspaceId: number, receipt: OwedReceipt, left: number): void => {
    const again = () => left > 1 && later(() => attempt(workspaceId, receipt, left - 1), pauseMs)
    const session = sessionOf(workspaceId)
    if (!session) return void again()
    session.deliver_sm(pduOf(receipt), (answer) => void (answer.command_status !== 0 && again()))
  }
  return {
    // After the answer to the message itself has left.
    owe: (workspaceId, receipt) => later(() => attempt(workspaceId, receipt, attempts), 0),
    stop: () => {
      for (const timer of waiting) clearTimeout(timer)
      waiting.clear()
    },
  }
}

function pduOf({ messageId, to }: OwedReceipt): object {
  return {
    esm_class: 0x04,
    source_addr: to.replace(/^\+/, ''),
    short_message: `id:${messageId} sub:001 dlvrd:001 stat:DELIVRD err:000 text:`,
    receipted_message_id: messageId,
    message_state: 2,
  }
}
