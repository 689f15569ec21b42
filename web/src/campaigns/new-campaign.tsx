import { App, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../api/hooks.ts'
import type { Objective } from '../api/types.ts'
import { useGo } from '../ui/go.tsx'
import { useProblemText } from '../ui/states.tsx'

export const objectives = ['acquire', 'retain', 'grow', 'return'] as const satisfies Objective[]

/** A campaign begins with its objective; the rest is the plan's. */
export function NewCampaign({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const go = useGo()
  const { message } = App.useApp()
  const problem = useProblemText()
  const create = useWrite('post', '/campaigns', ['/campaigns', '/home'])
  const make = (objective: Objective) =>
    create.mutate(
      { body: { name: t('campaigns.untitled', { objective: t(`objective.${objective}`) }), objective } },
      {
        onSuccess: (campaign) => go(`/campaigns/${campaign.id}`),
        onError: (error) => void message.error(problem(error)),
      },
    )
  return (
    <Modal open title={t('campaigns.plan.objective')} footer={null} onCancel={onClose} width={560}>
      <div className="objective-cards">
        {objectives.map((objective) => (
          <button
            key={objective}
            type="button"
            className="objective-card"
            disabled={create.isPending}
            onClick={() => make(objective)}
          >
            <strong>{t(`objective.${objective}`)}</strong>
            <span>{t(`objectiveHelp.${objective}`)}</span>
          </button>
        ))}
      </div>
    </Modal>
  )
}
