import { brandName } from '../../kit/brand.ts'
import type { Workspace } from '../../kit/workspace.ts'
import { catcherNumber, type SmsCatcher } from '../catcher/sms/server.ts'
import { smtpAddress } from '../channels/smtp/address.ts'
import { parseMailbox } from '../channels/smtp/mime.ts'

/** The way of a channel that the installation itself offers to workspaces without a connection of their own. */
export type InstallationWay =
  | { shared: true; settings: object }
  /** Null: not for this workspace. */
  | { shared: false; settings(workspace: Workspace): object | null }

export interface Installation {
  smtpUrl: string
  mailFrom: string
  smtpTimeoutMs?: number
  /** Channels whose messages a catcher of ours keeps. */
  catching?: readonly string[]
  /** Message centre for trying, where it runs. */
  trySms?: SmsCatcher | null
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
  if (channel === 'sms' && options.trySms) return smsForTrying(options.trySms)
  return null
}

const longestSign = 20

/** Demo workspaces only: elsewhere an SMS that reaches nobody would count as sent. */
function smsForTrying(catcher: SmsCatcher): InstallationWay {
  return {
    shared: false,
    settings: (workspace) =>
      workspace.kind !== 'demo'
        ? null
        : {
            ...catcher.account(workspace.id),
            ...{ host: catcher.host, port: catcher.port, sender: catcherNumber, joining: 'payload' },
            sign: brandName(workspace, workspace.locale)
              .replace(/[【】]/g, '')
              .trim()
              .slice(0, longestSign),
          },
  }
}

/** How a workspace without a connection of its own sends by a channel; null where it does not. */
export function installationSettingsFor(
  options: Installation,
  channel: string,
  workspace: Workspace,
): object | null {
  const found = installationSettings(options, channel)
  return found && (found.shared ? found.settings : found.settings(workspace))
}
