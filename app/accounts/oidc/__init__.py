"""Sign-in through providers of OpenID Connect, such as 浙江政务服务网, beside the password."""
