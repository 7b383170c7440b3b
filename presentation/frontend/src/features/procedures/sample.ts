/** A procedure to begin with: it only looks, and is done within seconds. */
export const SAMPLE = { name: "sample-hello", text: `# A first procedure: can Ansible work there, and does each host answer for itself?
apiVersion: noc/v1
kind: Procedure
metadata: {name: sample-hello, title: "Sample: say hello from every host"}
spec:
  nodes:
    begin: {kind: start, next: ping}
    ping:
      kind: task
      title: Does Ansible work there?
      purpose: monitoring
      module: ansible.builtin.ping
      timeout: 30s
      next: greet
    greet:
      kind: task
      title: Let the host say its name
      purpose: monitoring
      module: ansible.builtin.command
      args: {argv: [echo, "hello from \${host.name}"]}
      timeout: 30s
      next: done
    done: {kind: end}
` } as const;
