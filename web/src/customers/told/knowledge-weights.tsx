import { App, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import type { KnowledgeSettings } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'

const facets = [
  ...(['contact', 'demography', 'attributes', 'dates'] as const),
  ...(['consent', 'purchases', 'behaviour', 'answers'] as const),
]

/** What matters how much for the score, and how far it is trusted; for the whole workspace. */
export function KnowledgeWeights({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const saved = useRead('/knowledge/settings')
  const save = useWrite('put', '/knowledge/settings', ['/knowledge', '/customers'])
  const [edited, setEdited] = useState<KnowledgeSettings | null>(null)
  const settings = edited ?? saved.data
  const keep = async () => {
    if (!settings) return
    try {
      await save.mutateAsync({ body: settings })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Modal
      open
      title={t('told.knowledge.weightsTitle')}
      okText={t('common.save')}
      okButtonProps={{
        loading: save.isPending,
        disabled: !settings || facets.every((facet) => settings[facet].weight === 0),
      }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <p className="soft">{t('told.knowledge.weightsHelp')}</p>
      {settings ? (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('told.knowledge.facet')}</th>
              <th scope="col">{t('told.knowledge.weight')}</th>
              <th scope="col">{t('told.knowledge.reliability')}</th>
            </tr>
          </thead>
          <tbody>
            {facets.map((facet) => {
              const name = t(`told.knowledge.facets.${facet}`)
              const set = (change: Partial<KnowledgeSettings[typeof facet]>) =>
                setEdited({ ...settings, [facet]: { ...settings[facet], ...change } })
              return (
                <tr key={facet}>
                  <th scope="row">{name}</th>
                  <td>
                    <InputNumber
                      aria-label={`${name} ${t('told.knowledge.weight')}`}
                      min={0}
                      max={100}
                      value={settings[facet].weight}
                      onChange={(weight) => set({ weight: weight ?? 0 })}
                    />
                  </td>
                  <td>
                    <InputNumber
                      aria-label={`${name} ${t('told.knowledge.reliability')}`}
                      min={0}
                      max={100}
                      precision={0}
                      suffix="%"
                      value={Math.round(settings[facet].reliability * 100)}
                      onChange={(percent) => set({ reliability: (percent ?? 0) / 100 })}
                    />
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      ) : null}
    </Modal>
  )
}
