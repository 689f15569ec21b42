import { App, Button, InputNumber } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../../api/hooks.ts'
import type { DeskScript } from '../../../api/types.ts'
import { useProblemText } from '../../../ui/states.tsx'
import { DataTable } from '../../../ui/table.tsx'
import { useFormat } from '../../../ui/use-format.ts'
import { useShare } from '../use-share.ts'

/** Which versions are spoken, in which shares, and what came of conversations with each. */
export function Versions({
  script,
  onUse,
}: {
  script: DeskScript
  onUse: (version: DeskScript['versions'][number]) => void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const share = useShare()
  const { message } = App.useApp()
  const problem = useProblemText()
  const setLive = useWrite('put', '/desk/scripts/{id}/live', ['/desk/scripts'])
  const [weights, setWeights] = useState<Record<string, number>>({})
  const weightOf = ({ version, weight }: DeskScript['versions'][number]) => weights[version] ?? weight
  const isSame = script.versions.every((one) => weightOf(one) === one.weight)
  const keep = async () => {
    const all = Object.fromEntries(script.versions.map((one) => [String(one.version), weightOf(one)]))
    try {
      await setLive.mutateAsync({ path: { id: script.id }, body: { weights: all } })
      setWeights({})
      void message.success(t('deskTools.scripts.liveSet'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <div className="stack">
      <p className="soft">{t('deskTools.scripts.versionsHelp')}</p>
      <DataTable
        label={t('deskTools.scripts.versions')}
        rows={script.versions}
        rowKey={({ version }) => String(version)}
        columns={[
          {
            key: 'version',
            title: t('deskTools.scripts.version'),
            figure: true,
            render: ({ version }) => format.integer(version),
          },
          {
            key: 'made',
            title: t('deskTools.scripts.made'),
            render: ({ createdAt }) => (
              <time title={format.dateTime(createdAt)}>{format.date(createdAt)}</time>
            ),
          },
          {
            key: 'talks',
            title: t('deskTools.scripts.col.talks'),
            figure: true,
            render: ({ talks }) => format.integer(talks),
          },
          {
            key: 'accepted',
            title: t('deskTools.scripts.col.accepted'),
            figure: true,
            render: ({ accepted }) =>
              accepted ? share(accepted) : <span className="faint">{t('deskTools.scripts.noTalks')}</span>,
          },
          {
            key: 'share',
            title: t('deskTools.scripts.share'),
            render: (one) => (
              <InputNumber
                aria-label={t('deskTools.scripts.shareOf', { version: one.version })}
                min={0}
                max={100}
                precision={0}
                style={{ width: 80 }}
                value={weightOf(one)}
                onChange={(value) => setWeights({ ...weights, [one.version]: value ?? 0 })}
              />
            ),
          },
          {
            key: 'use',
            title: <span className="visually-hidden">{t('deskTools.scripts.useAgain')}</span>,
            render: (one) => (
              <Button size="small" type="text" onClick={() => onUse(one)}>
                {t('deskTools.scripts.useAgain')}
              </Button>
            ),
          },
        ]}
      />
      <p>
        <Button type="primary" disabled={isSame} loading={setLive.isPending} onClick={() => void keep()}>
          {t('deskTools.scripts.setLive')}
        </Button>
      </p>
    </div>
  )
}
