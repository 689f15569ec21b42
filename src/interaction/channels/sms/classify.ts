import smpp from 'smpp'
import { failed, type Outcome } from '../channel.ts'

const codes = smpp.errors
const nameOf = new Map(Object.entries(codes).map(([name, code]) => [code, name.replace('ESME_', '')]))

/** Too much at once, or the other side is in trouble: the same message may go later. */
const later = [codes.ESME_RTHROTTLED, codes.ESME_RMSGQFUL, codes.ESME_RSYSERR, codes.ESME_RX_T_APPN]
/** Nobody can be reached at this number. */
const badAddress = [
  codes.ESME_RINVDSTADR,
  codes.ESME_RINVDSTTON,
  codes.ESME_RINVDSTNPI,
  codes.ESME_RINVNUMDESTS,
]
/** The session is not what we take it for: all that follow would fail with it. */
const session = [codes.ESME_RINVBNDSTS, codes.ESME_RINVSYSID, codes.ESME_RINVPASWD, codes.ESME_RBINDFAIL]

/**
 * What a refused submit_sm means, SMPP 3.4 §5.1.3. The server answered, so it did not take the message.
 * @param status command_status, not 0
 */
export function refusedSubmit(status: number): Outcome {
  const params = { reply: nameOf.get(status) ?? `0x${status.toString(16).padStart(8, '0')}` }
  if (later.includes(status)) return failed('refused_for_now_sms', { retry: 'message', params })
  if (session.includes(status)) return failed('sms_server_sign_in', { retry: 'connection', params })
  if (badAddress.includes(status)) return failed('number_refused', { retry: false, params })
  return failed('sms_refused', { retry: false, params })
}
