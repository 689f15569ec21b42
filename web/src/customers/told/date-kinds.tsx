import { App, Button, Checkbox, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWrite } from '../../api/hooks.ts'
import { useProblemText } from '../../ui/states.tsx'

interface OwnKind {
  id: string
  label: string
  yearly: boolean
}

/** The workspace's own kinds of dates. */
export function DateKinds({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const stored = useRead('/date-kinds')
  const save = useWrite('put', '/date-kinds', ['/date-kinds', '/customers', '/segment-operators'])
  const [edited, setEdited] = useState<OwnKind[] | null>(null)
  const kinds = edited ?? stored.data?.kinds ?? []
  const change = (at: number, to: Partial<OwnKind>) =>
    setEdited(kinds.map((one, i) => (i === at ? { ...one, ...to } : one)))
  const keep = async () => {
    try {
      await save.mutateAsync({ body: { kinds } })
      onClose()
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const add = () => {
    // Rules name a kind by its id, which stays whatever it is called later.
    const taken = new Set(kinds.map(({ id }) => id))
    let n = kinds.length + 1
    while (taken.has(`own_${n}`)) n++
    setEdited([...kinds, { id: `own_${n}`, label: '', yearly: true }])
  }
  return (
    <Modal
      open
      title={t('told.dates.ownKindsTitle')}
      okText={t('common.save')}
      okButtonProps={{
        loading: save.isPending,
        disabled: stored.data === undefined || kinds.some(({ label }) => label.trim() === ''),
      }}
      onOk={() => void keep()}
      onCancel={onClose}
      destroyOnHidden
    >
      <div className="stack-tight">
        <p className="soft">{t('told.dates.ownKindsHelp')}</p>
        {kinds.map((kind, at) => (
          <div key={kind.id} className="bar">
            <Input
              aria-label={t('told.dates.kindName')}
              value={kind.label}
              maxLength={40}
              onChange={({ target }) => change(at, { label: target.value })}
              style={{ width: 200 }}
            />
            <Checkbox checked={kind.yearly} onChange={({ target }) => change(at, { yearly: target.checked })}>
              {t('told.dates.yearly')}
            </Checkbox>
            <Button
              size="small"
              type="text"
              aria-label={t('told.dates.removeKind', { name: kind.label })}
              onClick={() => setEdited(kinds.filter((_, i) => i !== at))}
            >
              {t('told.dates.remove')}
            </Button>
          </div>
        ))}
        <div className="bar">
          <Button size="small" disabled={kinds.length >= 20} onClick={add}>
            {t('told.dates.addKind')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
