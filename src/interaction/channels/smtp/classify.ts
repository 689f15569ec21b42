import { failed, type Outcome, unknown } from '../channel.ts'

/** How far the conversation had come: from `content` on, the server may have taken the message. */
export type Phase = 'connecting' | 'envelope' | 'content'

export interface SmtpFailure {
  /** nodemailer's code: ECONNECTION, ETIMEDOUT, EENVELOPE, EMESSAGE, EAUTH … */
  code?: string | undefined
  command?: string | undefined
  responseCode?: number | undefined
  response?: string | undefined
}

/**
 * What an SMTP error means for the promise. After the server's 354 the content goes out and only a reply can tell
 * whether it was taken: a reply that refuses is a certain failure, a missing reply is unknown. Before it, nothing can
 * have been taken.
 */
export function classify(error: SmtpFailure, phase: Phase): Outcome {
  const reply = error.responseCode
  const params = replyParams(error)
  if (phase === 'content' && !refuses(reply)) return unknown('connection_lost_after_data')
  if (phase === 'connecting') {
    if (error.code === 'source.privateAddress') return failed('private_address', { retry: 'connection' })
    if (error.code === 'EAUTH') return failed('mail_server_sign_in', { retry: 'connection', params })
    return failed('mail_server_unreachable', { retry: 'connection', params })
  }
  if (refuses(reply)) {
    // 421: the server is closing down, whatever this message was.
    if (reply === 421) return failed('mail_server_busy', { retry: 'connection', params })
    if (reply < 500) return failed('refused_for_now', { retry: 'message', params })
    return failed(error.command === 'RCPT TO' ? 'address_refused' : 'message_refused', {
      retry: false,
      params,
    })
  }
  if (error.code === 'EENVELOPE') return failed('address_unusable', { retry: false })
  if (error.code === 'EMESSAGE') return failed('message_too_large', { retry: false })
  return failed('mail_server_unreachable', { retry: 'connection', params })
}

function refuses(reply: number | undefined): reply is number {
  return reply !== undefined && reply >= 400 && reply < 600
}

/** Codes alone: the server's words may quote the address. */
function replyParams(error: SmtpFailure): Record<string, string | number> {
  const params: Record<string, string | number> = {}
  if (error.responseCode) params.reply = error.responseCode
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(error.response ?? '')?.[1]
  if (enhanced) params.status = enhanced
  return params
}
