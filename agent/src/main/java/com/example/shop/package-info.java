/** A user's application, as far as acceptlag can tell: the server of the demo. */
@NullMarked
package com.example.shop;

import org.jspecify.annotations.NullMarked;
