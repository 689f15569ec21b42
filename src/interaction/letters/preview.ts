import { houseLocale } from '../../kit/language.ts'
import type { Workspace } from '../../kit/workspace.ts'
import type { CampaignVariables } from '../ports.ts'
import { addressLines } from './addressee.ts'
import { printedCode } from './code.ts'
import { writeLetter } from './compose.ts'
import type { LetterDeps } from './deps.ts'
import { designOf } from './make-batch.ts'
import type { PrintJob } from './print/job.ts'
import { letterSettingsOf } from './settings.ts'

const invented = {
  'zh-CN': { name: '张三', address: '浙江省杭州市西湖区文三路 90 号 3 幢 502 室\n310012' },
  en: { name: 'Alex Example', address: '12 Main Street\nLondon SW1A 1AA' },
} as const

/**
 * A letter as it would be printed, to a person who does not exist; its codes lead to our front page.
 * @throws interaction.badLiquid
 */
export async function sampleLetter(
  { ledger, publicUrl }: Pick<LetterDeps, 'ledger' | 'publicUrl'>,
  workspace: Workspace,
  source: { language: string; subject: string; text: string },
  variables: CampaignVariables,
): Promise<PrintJob> {
  const language = houseLocale(source.language)
  const { name, address } = invented[language]
  const { headline, body } = writeLetter(source, variables, name)
  // As long as a signed link, so that the code is as dense as it will be.
  const url = `${publicUrl()}/?sample=${'0'.repeat(60)}`
  const settings = await letterSettingsOf(ledger, workspace)
  return {
    design: designOf(workspace, settings, language, workspace.clock.now()),
    labels: null,
    letters: [
      {
        ...{ code: printedCode('00000000000'), headline, body, offerUrl: url, optOutUrl: url },
        address: addressLines('person', name, address, language),
      },
    ],
  }
}
