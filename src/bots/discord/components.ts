import type { APIMessageTopLevelComponent } from 'discord.js'
import { ButtonStyle, ComponentType } from 'discord.js'
import type { Button, Buttons } from '../reply-line.js'

/** A row of buttons as Discord takes it. */
export interface ComponentRow {
  readonly type: ComponentType.ActionRow
  readonly components: readonly {
    readonly type: ComponentType.Button
    readonly style: ButtonStyle.Secondary
    readonly label: string
    readonly custom_id: string
  }[]
}

/** By Discord's documentation of components: rows of a message, buttons of a row, characters of a label. */
const ROWS = 5
const BUTTONS = 5
const LABEL_LIMIT = 80

/** Buttons as Discord takes them. What is beyond its limits is left out, as one too many would cost the whole message. */
export function rowsOf(buttons: Buttons): readonly ComponentRow[] {
  return buttons
    .filter((row) => row.length > 0)
    .slice(0, ROWS)
    .map((row) => ({
      type: ComponentType.ActionRow,
      components: row.slice(0, BUTTONS).map(({ text, data }) => ({
        type: ComponentType.Button,
        style: ButtonStyle.Secondary,
        label: text.slice(0, LABEL_LIMIT),
        custom_id: data,
      })),
    }))
}

/** The buttons that stand under a message of ours. */
export function buttonsIn(components: readonly APIMessageTopLevelComponent[]): Buttons {
  return components.flatMap((row) =>
    row.type === ComponentType.ActionRow ? [row.components.flatMap(buttonOf)] : [],
  )
}

function buttonOf(
  component: Extract<APIMessageTopLevelComponent, { type: ComponentType.ActionRow }>['components'][number],
): readonly Button[] {
  if (component.type !== ComponentType.Button || !('custom_id' in component)) return []
  return [{ text: component.label ?? '', data: component.custom_id }]
}
