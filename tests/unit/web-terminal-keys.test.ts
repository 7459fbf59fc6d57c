import { describe, expect, test } from 'vitest'
import { commandOf } from '../../web/terminal/keys.ts'

const press = (key: string, code: string, ...held: ('ctrl' | 'shift' | 'alt' | 'meta')[]) =>
  commandOf({
    key,
    code,
    ctrlKey: held.includes('ctrl'),
    shiftKey: held.includes('shift'),
    altKey: held.includes('alt'),
    metaKey: held.includes('meta'),
  })

describe('keys in a terminal', () => {
  test('Ctrl Shift C and V copy and paste; Ctrl C and V alone are the shell’s', () => {
    expect(press('C', 'KeyC', 'ctrl', 'shift')).toBe('copy')
    expect(press('V', 'KeyV', 'ctrl', 'shift')).toBe('paste')
    expect(press('c', 'KeyC', 'ctrl')).toBeNull()
    expect(press('v', 'KeyV', 'ctrl')).toBeNull()
  })

  test('there is a way out of the terminal on every system', () => {
    expect(press('Escape', 'Escape', 'ctrl', 'shift')).toBe('leave')
    expect(press('F6', 'F6', 'ctrl')).toBe('leave')
  })

  test('signals and function keys that programs use stay theirs', () => {
    expect(press('\\', 'Backslash', 'ctrl')).toBeNull()
    expect(press('F6', 'F6')).toBeNull()
    expect(press('Escape', 'Escape')).toBeNull()
    expect(press('Tab', 'Tab', 'shift')).toBeNull()
  })

  test('the size of the font follows Ctrl +, − and 0', () => {
    expect(press('+', 'Equal', 'ctrl', 'shift')).toBe('larger')
    expect(press('=', 'Equal', 'ctrl')).toBe('larger')
    expect(press('-', 'Minus', 'ctrl')).toBe('smaller')
    expect(press('0', 'Digit0', 'ctrl')).toBe('usual')
  })

  test('on a keyboard where Alt Gr types a character, it types it', () => {
    expect(press('\\', 'Minus', 'ctrl', 'alt')).toBeNull()
  })
})
