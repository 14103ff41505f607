/** Other agents, as they may stand beside ours. */
package example.agent;
