/** sock_diag: the kernel's own list of sockets, asked over netlink. */
@NullMarked
package io.acceptlag.probes.diag;

import org.jspecify.annotations.NullMarked;
