export function Invitation(_: { parts: string[] }) { return null; }
