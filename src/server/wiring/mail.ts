import { join } from 'node:path'
import type { CampaignRoom } from '../../campaign/index.ts'
import type { Customer } from '../../customer/index.ts'
import {
  type DeliveryWorker,
  type InboundListener,
  type Interaction,
  type MailCatcher,
  type Recovery,
  type SmsCatcher,
  type Surveys,
  startInboundListener,
  startMailCatcher,
  startSmsCatcher,
} from '../../interaction/index.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Config } from '../../kit/config.ts'
import type { Log } from '../../kit/log.ts'
import { answers } from './answers.ts'
import { complaintQuestions } from './complaint-confirmations.ts'
import { confirmations } from './confirmations.ts'
import { caseFollowUps } from './follow-ups.ts'
import { withOwnMessages } from './own-messages.ts'

/** Sending, and where to: the mail server of the settings, else the catcher that passes nothing on. */
export interface Mail {
  catcher(): MailCatcher | null
  /** Where SMS of demo workspaces go that have no connection of their own. */
  smsCatcher(): SmsCatcher | null
  /** Where bounces and answers are received by SMTP; null where they are not. */
  inboundAddress(): string | null
  state(): Promise<{ mode: 'catcher' | 'smtp'; ok: boolean }>
  start(
    rooms: {
      interaction: Interaction
      campaign: CampaignRoom
      customer: Pick<Customer, 'consents'>
      recovery: Recovery
      surveys: Surveys
    },
    address: string,
  ): Promise<void>
  stop(): Promise<void>
}

export function createMail(deps: { config: Config; log: Log; clock: Clock }): Mail {
  const { config, log, clock } = deps
  let catcher: MailCatcher | null = null
  let smsCatcher: SmsCatcher | null = null
  let worker: DeliveryWorker | null = null
  let listener: InboundListener | null = null
  return {
    catcher: () => catcher,
    smsCatcher: () => smsCatcher,
    inboundAddress: () => listener?.url ?? null,
    state: async () => ({
      mode: config.smtpUrl === undefined ? 'catcher' : 'smtp',
      ok: worker !== null && (await worker.check('email')) === null,
    }),
    start: async ({ interaction, campaign, customer, recovery, surveys }, address) => {
      if (config.smtpUrl === undefined) {
        catcher = await startMailCatcher({ dir: join(config.dataDir, 'mail-catcher'), port: 0, log, clock })
      }
      smsCatcher = await startSmsCatcher({ dir: join(config.dataDir, 'sms-catcher'), port: 0, log, clock })
      const place = inboundPlace(config)
      if (place) listener = await startInboundListener({ ...place, log, receiver: interaction.inbound.mail })
      worker = interaction.delivery.startWorker({
        ...withOwnMessages(
          [
            confirmations(customer, () => address),
            answers(customer, interaction),
            complaintQuestions(customer, recovery, () => address),
            caseFollowUps(customer, surveys, () => address),
          ],
          campaign,
        ),
        smtpUrl: config.smtpUrl ?? catcher?.url ?? '',
        mailFrom: config.mailFrom,
        publicUrl: address,
        inboundDomain: config.inboundDomain ?? (catcher ? tryingDomain : null),
        sendConcurrency: config.sendConcurrency,
        catching: config.smtpUrl === undefined ? ['email', 'sms'] : ['sms'],
        trySms: smsCatcher,
      })
    },
    stop: async () => {
      // The worker first: what is in flight still wants its receipt.
      await worker?.stop()
      worker = null
      await listener?.stop()
      listener = null
      await catcher?.stop()
      catcher = null
      await smsCatcher?.stop()
      smsCatcher = null
    },
  }
}

/** Where the catcher has all mail nobody else can answer: the domain is for trying only. */
const tryingDomain = 'inbound.liangti.local'

/** Beside the catcher a private port is always open, so that bounces and answers can be tried. */
function inboundPlace(config: Config): { host: string; port: number } | null {
  if (config.inboundSmtpPort !== undefined)
    return { host: config.inboundSmtpHost, port: config.inboundSmtpPort }
  return config.smtpUrl === undefined ? { host: '127.0.0.1', port: 0 } : null
}
