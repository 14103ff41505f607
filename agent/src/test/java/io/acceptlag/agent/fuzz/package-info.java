/** What the parsers are given that nobody would write. */
package io.acceptlag.agent.fuzz;
