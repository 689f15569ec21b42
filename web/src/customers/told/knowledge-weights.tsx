import { App, InputNumber, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useRead, useWrite } from '../../api/hooks.ts'
import type { KnowledgePreview, KnowledgeSettings } from '../../api/types.ts'
import { ErrorState, Loading, useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { KnownSteps } from './known-steps.tsx'

const facets = [
  ...(['contact', 'demography', 'attributes', 'dates'] as const),
  ...(['consent', 'purchases', 'behaviour', 'answers', 'needs', 'family'] as const),
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
      ) : saved.error ? (
        <ErrorState error={saved.error} where={t('told.knowledge.weightsTitle')} />
      ) : (
        <Loading height={360} />
      )}
      {edited && facets.some((facet) => edited[facet].weight > 0) ? <Preview settings={edited} /> : null}
    </Modal>
  )
}

const previewAfterMs = 400

/** What the changed weights would make of everybody, before they are saved. */
function Preview({ settings }: { settings: KnowledgeSettings }) {
  const { t } = useTranslation()
  const format = useFormat()
  const send = useCall()
  const sendRef = useRef(send)
  sendRef.current = send
  const [preview, setPreview] = useState<KnowledgePreview | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  useEffect(() => {
    const controller = new AbortController()
    const timer = window.setTimeout(async () => {
      try {
        setPreview(
          await sendRef.current('post', '/knowledge/preview', { body: settings, signal: controller.signal }),
        )
        setProblem(null)
      } catch (error) {
        if (!controller.signal.aborted) setProblem(error)
      }
    }, previewAfterMs)
    return () => {
      window.clearTimeout(timer)
      controller.abort()
    }
  }, [settings])
  const where = t('told.knowledge.preview')
  if (problem) return <ErrorState error={problem} where={where} />
  if (!preview) return <p className="soft">{t('states.loading')}</p>
  const mean = (of: KnowledgePreview['before']) => (of.mean === null ? '–' : format.decimal(of.mean, 1))
  return (
    <fieldset className="known-preview" aria-label={where}>
      {(['before', 'after'] as const).map((which) => (
        <figure key={which} className="known-all">
          <figcaption className="soft">
            {t(`told.knowledge.${which}`, { mean: mean(preview[which]) })}
          </figcaption>
          <KnownSteps steps={preview[which].steps} />
        </figure>
      ))}
    </fieldset>
  )
}
