import { smtpAddress } from '../channels/smtp/address.ts'
import { parseMailbox } from '../channels/smtp/mime.ts'

/** The way of a channel that the installation itself offers to workspaces without a connection of their own. */
export type InstallationWay =
  | { shared: true; settings: object }
  | { shared: false; settings(workspaceId: number): object }

export interface Installation {
  smtpUrl: string
  mailFrom: string
  smtpTimeoutMs?: number
  /** Channels whose messages a catcher of ours keeps. */
  catching?: readonly string[]
}

/** @returns null where it offers none @throws interaction.smtpUrl */
export function installationSettings(options: Installation, channel: string): InstallationWay | null {
  if (channel === 'email')
    return {
      shared: true,
      settings: {
        ...smtpAddress(options.smtpUrl),
        hostName: parseMailbox(options.mailFrom)?.address.split('@')[1] ?? 'liangti.local',
        ...(options.smtpTimeoutMs ? { timeoutMs: options.smtpTimeoutMs } : {}),
      },
    }
  return null
}
