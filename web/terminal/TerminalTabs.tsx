/** Terminals of a lab, one tab each. */
export const TerminalTabs = (_props: { labId: string; hosts: string[]; canType: boolean }) => null
