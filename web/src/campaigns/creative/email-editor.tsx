import { useState } from 'react'
import type { Creative } from '../../api/types.ts'
import type { CreativeEditing } from './channels.tsx'
import { CreativeEditor } from './creative-editor.tsx'
import { TemplateChoice } from './template-choice.tsx'

/** A mail begins with a template; what is made of it is then changed. */
export function EmailEditor({ saved, offerId, objective, onClose, onSaved }: CreativeEditing) {
  const [made, setMade] = useState<Creative | null>(null)
  const creative = saved ?? made
  if (creative)
    return (
      <CreativeEditor
        key={`${creative.id}|${creative.version}`}
        saved={creative}
        offerId={offerId}
        onClose={onClose}
      />
    )
  return (
    <TemplateChoice
      {...(objective ? { objective } : {})}
      onClose={onClose}
      onMade={(chosen) => {
        setMade(chosen)
        onSaved(chosen)
      }}
    />
  )
}
