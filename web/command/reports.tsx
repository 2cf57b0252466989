export function Reports(_: { rest: string[] }) { return <p />; }
